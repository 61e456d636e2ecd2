package dev.blindspot.export;

import static dev.blindspot.export.Proto.messages;
import static dev.blindspot.export.Proto.number;
import static dev.blindspot.export.Proto.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.recording.KeptRecording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kept recording's trace as protobuf's own decoder sees it, beside its events as JSON and its report. Field numbers are
 * those of google/perfetto, protos/perfetto/trace.
 */
class PerfettoExporterTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<UnknownFieldSet> packets = new ArrayList<>();
    private final Map<Long, String> trackNames = new HashMap<>();
    private Path recording = Path.of("");

    @BeforeEach
    void export() throws IOException {
        recording = Files.write(folder.resolve("kept.bsp"), KeptRecording.bytes(KeptRecording.NEWEST));
        UnknownFieldSet trace = UnknownFieldSet.parseFrom(SumsFixture.export("perfetto", recording));
        assertEquals(Set.of(1), trace.asMap().keySet());
        for (ByteString packet : trace.getField(1).getLengthDelimitedList()) {
            packets.add(UnknownFieldSet.parseFrom(packet));
        }
        for (UnknownFieldSet packet : packets) {
            for (UnknownFieldSet track : messages(packet, 60)) {
                String parent = trackNames.get(number(track, 5));
                trackNames.put(number(track, 1), (parent == null ? "" : parent + "/") + name(track));
            }
        }
    }

    private static String name(UnknownFieldSet track) throws IOException {
        for (UnknownFieldSet thread : messages(track, 4)) {
            return "thread " + number(thread, 2);
        }
        for (UnknownFieldSet process : messages(track, 3)) {
            return "process " + number(process, 1);
        }
        return text(track, 2);
    }

    /** What happened, by name. */
    private Map<String, Long> moments() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (UnknownFieldSet packet : packets) {
            for (UnknownFieldSet event : messages(packet, 11)) {
                if (number(event, 9) == 3) {
                    counts.merge(text(event, 23), 1L, Long::sum);
                    assertTrue(trackNames.containsKey(number(event, 11)), "an event on no track");
                }
            }
        }
        return counts;
    }

    /** The last value of each counter that is a whole number, by the name of its track. */
    private Map<String, Long> lastCounts() throws IOException {
        Map<String, Long> values = new TreeMap<>();
        for (UnknownFieldSet packet : packets) {
            for (UnknownFieldSet event : messages(packet, 11)) {
                if (number(event, 9) == 4 && event.hasField(30)) {
                    values.put(Objects.requireNonNull(trackNames.get(number(event, 11))), number(event, 30));
                }
            }
        }
        return values;
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

        assertEquals(told, moments());
        assertTrue(told.getOrDefault("fault", 0L) > 100, told.toString());
    }

    @Test
    void countersEndWhereTheReportEnds() throws IOException {
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
    void stacksAreInternedBeforeTheyAreNamed() throws IOException {
        Set<Long> known = new HashSet<>();
        Map<Long, String> functions = new HashMap<>();
        Map<Long, Long> functionOf = new HashMap<>();
        String leak = "";
        for (UnknownFieldSet packet : packets) {
            for (UnknownFieldSet interned : messages(packet, 12)) {
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
            }
            for (UnknownFieldSet event : messages(packet, 11)) {
                assertTrue(!event.hasField(56) || known.contains(number(event, 56)), "a stack that was not told");
            }
        }
        assertEquals("runtime.goexit to internal/runtime/syscall.Syscall6", leak, "root first");
    }

    @Test
    void timesAreOfOneClockTiedToTheWall() throws IOException {
        UnknownFieldSet snapshot = messages(packets.getFirst(), 6).getFirst();
        Ledger first = Objects.requireNonNull(RecordedWindow.read(recording).ledger());
        List<UnknownFieldSet> clocks = messages(snapshot, 1);
        long offset = number(clocks.get(1), 2) - number(clocks.get(0), 2);

        assertEquals(3, number(snapshot, 2));
        long before = first.at().getEpochSecond() * 1_000_000_000L;
        for (UnknownFieldSet packet : packets) {
            assertEquals(3, number(packet, 58));
            long wall = number(packet, 8) + offset;
            assertTrue(Math.abs(wall - before) < 60_000_000_000L, "a time far from the recording's");
        }
    }
}
