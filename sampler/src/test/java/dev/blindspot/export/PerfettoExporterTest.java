package dev.blindspot.export;

import static dev.blindspot.export.Proto.messages;
import static dev.blindspot.export.Proto.number;
import static dev.blindspot.export.Proto.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableCounterDescriptor;
import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableInternedData;
import androidx.tracing.wire.protos.MutableTrace;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackDescriptor;
import androidx.tracing.wire.protos.MutableTrackEvent;
import com.google.protobuf.UnknownFieldSet;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.recording.KeptRecording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import okio.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kept recording's trace, read by Perfetto's definitions as Google publishes them for Java, beside its events as JSON
 * and its report. What that artifact leaves out (clocks, stacks, pointers) is read by its number in google/perfetto,
 * protos/perfetto/trace, and nothing else may be unknown to it.
 */
class PerfettoExporterTest {
    private static final int CLOCK_SNAPSHOT = 6;
    private static final int POINTER_VALUE = 7;
    private static final Set<Integer> STACKS = Set.of(5, 6, 7, 16, 17, 18, 19);

    @TempDir
    private Path folder = Path.of("");

    private List<MutableTracePacket> packets = List.of();
    private final Map<Long, MutableTrackDescriptor> tracks = new HashMap<>();
    private Path recording = Path.of("");

    @BeforeEach
    void export() throws IOException {
        recording = Files.write(folder.resolve("kept.bsp"), KeptRecording.bytes(KeptRecording.NEWEST));
        MutableTrace trace = MutableTrace.ADAPTER.decode(SumsFixture.export("perfetto", recording));
        unknown(trace.unknownFields(), Set.of());
        packets = trace.getPacket();
        for (MutableTracePacket packet : packets) {
            MutableTrackDescriptor track = packet.getTrack_descriptor();
            if (track != null) {
                tracks.put(track.getUuid(), track);
            }
        }
    }

    private static UnknownFieldSet unknown(ByteString rest, Set<Integer> allowed) throws IOException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(rest.toByteArray());
        assertTrue(allowed.containsAll(fields.asMap().keySet()), () -> "not in the definitions: " + fields);
        return fields;
    }

    /** A counter's name behind its thread's or process's. */
    private String name(long uuid) {
        MutableTrackDescriptor track = Objects.requireNonNull(tracks.get(uuid), "an event on no track");
        if (track.getThread() != null) {
            return "thread " + track.getThread().getTid();
        }
        if (track.getProcess() != null) {
            return "process " + track.getProcess().getPid();
        }
        return name(track.getParent_uuid()) + "/" + track.getName();
    }

    private List<MutableTrackEvent> events(MutableTrackEvent.Type type) {
        return packets.stream()
                .map(MutableTracePacket::getTrack_event)
                .filter(Objects::nonNull)
                .filter(event -> event.getType() == type)
                .toList();
    }

    /** The last value of each counter that is a whole number, by the name of its track. */
    private Map<String, Long> lastCounts() {
        Map<String, Long> values = new TreeMap<>();
        for (MutableTrackEvent event : events(MutableTrackEvent.Type.TYPE_COUNTER)) {
            if (event.getCounter_value() != null) {
                values.put(name(event.getTrack_uuid()), event.getCounter_value());
            }
        }
        return values;
    }

    @Test
    void nothingIsWrittenThatTheDefinitionsDoNotHave() throws IOException {
        for (MutableTracePacket packet : packets) {
            unknown(packet.unknownFields(), Set.of(CLOCK_SNAPSHOT));
            MutableInternedData interned = packet.getInterned_data();
            if (interned != null) {
                unknown(interned.unknownFields(), STACKS);
            }
            MutableTrackEvent event = packet.getTrack_event();
            if (event != null) {
                unknown(event.unknownFields(), Set.of());
                for (MutableDebugAnnotation annotation : event.getDebug_annotations()) {
                    assertTrue(annotation.getName() != null, "an annotation without a name");
                    unknown(annotation.unknownFields(), Set.of(POINTER_VALUE));
                }
            }
        }
        for (MutableTrackDescriptor track : tracks.values()) {
            unknown(track.unknownFields(), Set.of());
            assertTrue(track.getProcess() != null || tracks.containsKey(track.getParent_uuid()), "a track of nobody");
            if (track.getProcess() != null) {
                unknown(track.getProcess().unknownFields(), Set.of());
            }
            if (track.getThread() != null) {
                unknown(track.getThread().unknownFields(), Set.of());
            }
            if (track.getCounter() != null) {
                unknown(track.getCounter().unknownFields(), Set.of());
            }
        }
    }

    @Test
    void everyEventIsAMoment() throws IOException {
        Map<String, Long> told = new TreeMap<>();
        new String(SumsFixture.export("jsonl", recording), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> String.valueOf(JsonTree.object(line).get("type")))
                .filter(type -> !type.equals("stack") && !type.equals("sample"))
                .forEach(type -> told.merge(type, 1L, Long::sum));
        Map<String, Long> moments = new TreeMap<>();
        for (MutableTrackEvent event : events(MutableTrackEvent.Type.TYPE_INSTANT)) {
            moments.merge(String.valueOf(event.getName()), 1L, Long::sum);
            assertEquals(List.of(String.valueOf(event.getName())), event.getCategories());
            assertTrue(tracks.containsKey(event.getTrack_uuid()), "an event on no track");
        }

        assertEquals(told, moments);
        assertTrue(told.getOrDefault("fault", 0L) > 100, told.toString());
    }

    @Test
    void countersEndWhereTheReportEnds() {
        RecordedWindow window = RecordedWindow.read(recording);
        Map<String, Long> counts = lastCounts();
        String process = "process " + window.info().first().target().pid();

        for (LedgerRow row : Objects.requireNonNull(window.ledger()).rows()) {
            assertEquals(row.rssBytes(), counts.get(process + "/resident " + row.category()));
        }
        window.merged().totals().stream()
                .filter(total -> total.outstandingBytes() != 0)
                .forEach(total -> assertEquals(
                        total.outstandingBytes(),
                        counts.get(process + "/outstanding " + total.kind().label())));
        long mapped = counts.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/mapped bytes"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertEquals(29_327_360, mapped);
    }

    @Test
    void bytesAreMarkedAsBytes() {
        for (MutableTrackDescriptor track : tracks.values()) {
            MutableCounterDescriptor counter = track.getCounter();
            if (counter != null) {
                String name = String.valueOf(track.getName());
                boolean bytes = name.matches("resident .*|outstanding .*|mapped bytes|.*_bytes");
                assertEquals(
                        bytes
                                ? MutableCounterDescriptor.Unit.UNIT_SIZE_BYTES
                                : MutableCounterDescriptor.Unit.UNIT_COUNT,
                        counter.getUnit(),
                        name);
            }
        }
    }

    @Test
    void stacksAreInternedBeforeTheyAreNamed() throws IOException {
        Set<Long> known = new HashSet<>();
        Map<Long, String> functions = new HashMap<>();
        Map<Long, Long> functionOf = new HashMap<>();
        String leak = "";
        for (MutableTracePacket packet : packets) {
            MutableInternedData data = packet.getInterned_data();
            UnknownFieldSet interned = unknown(data == null ? ByteString.EMPTY : data.unknownFields(), STACKS);
            for (UnknownFieldSet string : messages(interned, 5)) {
                functions.put(number(string, 1), text(string, 2));
            }
            for (UnknownFieldSet frame : messages(interned, 6)) {
                assertTrue(functions.containsKey(number(frame, 2)) && number(frame, 3) > 0);
                functionOf.put(number(frame, 1), number(frame, 2));
            }
            for (UnknownFieldSet stack : messages(interned, 7)) {
                known.add(number(stack, 1));
                List<Long> frames = stack.getField(2).getVarintList();
                assertTrue(functionOf.keySet().containsAll(frames));
                leak = leak.isEmpty()
                        ? functions.get(functionOf.get(frames.getFirst())) + " to "
                                + functions.get(functionOf.get(frames.getLast()))
                        : leak;
            }
            Long stack = packet.getTrack_event() == null
                    ? null
                    : packet.getTrack_event().getCallstack_iid();
            assertTrue(stack == null || known.contains(stack), "a stack that was not told");
        }
        assertEquals("runtime.goexit to internal/runtime/syscall.Syscall6", leak, "root first");
    }

    @Test
    void timesAreOfOneClockTiedToTheWall() throws IOException {
        UnknownFieldSet snapshot = messages(
                        unknown(packets.getFirst().unknownFields(), Set.of(CLOCK_SNAPSHOT)), CLOCK_SNAPSHOT)
                .getFirst();
        Ledger first = Objects.requireNonNull(RecordedWindow.read(recording).ledger());
        List<UnknownFieldSet> clocks = messages(snapshot, 1);
        long offset = number(clocks.get(1), 2) - number(clocks.get(0), 2);

        assertEquals(3, number(snapshot, 2));
        long before = first.at().getEpochSecond() * 1_000_000_000L;
        for (MutableTracePacket packet : packets) {
            assertEquals(3, packet.getTimestamp_clock_id());
            long wall = packet.getTimestamp() + offset;
            assertTrue(Math.abs(wall - before) < 60_000_000_000L, "a time far from the recording's");
        }
    }
}
