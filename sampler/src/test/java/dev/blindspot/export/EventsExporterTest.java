package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventEncoder;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.recording.EventBlock;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsExporterTest {
    private static final long START = RecordingFixture.info().startedNanos();

    @TempDir
    Path folder;

    private final long[] scratch = new long[EventLayout.WORDS];
    private final EventWriter event = new EventWriter();
    private final EventEncoder encoder = new EventEncoder();
    private final MemorySegment batch = MemorySegment.ofArray(new byte[1 << 16]);
    private final List<EventBlock> blocks = new ArrayList<>();
    private long firstSequence;
    private long sequence;

    private EventWriter begin(EventKind kind, int millis) {
        return event.begin(scratch, 0, kind, START + millis * 1_000_000L, 4712);
    }

    private void add(long number) {
        event.sequence(number);
        if (encoder.count() == 0) {
            firstSequence = number;
        }
        sequence = number;
        assertTrue(encoder.add(scratch, 0));
    }

    private void endBlock() {
        int count = encoder.count();
        byte[] encoded = batch.asSlice(0, encoder.end()).toArray(ValueLayout.JAVA_BYTE);
        blocks.add(new EventBlock(firstSequence, sequence, START, START + 1_500_000_000L, count, encoded));
        encoder.begin(batch);
    }

    private List<Map<String, @Nullable Object>> export(long maxBytes) {
        Path file = folder.resolve("run.bsp");
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), maxBytes)) {
            writer.writePath(5, "/usr/lib/libz.so");
            blocks.forEach(writer::writeEvents);
            writer.write(RecordingFixture.interval(0));
            writer.end(RecordingFixture.end());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(List.<Note>of(), Exporters.named("jsonl").export(file, out));
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonTree::object)
                .toList();
    }

    private void writeSome() {
        encoder.begin(batch);
        begin(EventKind.MMAP, 10)
                .address(0x7f0000000000L)
                .length(8192)
                .prot(3)
                .flags(34)
                .stack(1)
                .weight(4);
        add(1);
        begin(EventKind.MMAP, 11).address(0x7f0000010000L).length(4096).fd(7);
        add(2);
        begin(EventKind.MREMAP_ENTER, 12).address(0x7f0000000000L).length(8192);
        add(2);
        begin(EventKind.MREMAP, 13)
                .address(0x7f0000100000L)
                .length(16384)
                .old(0x7f0000000000L, 8192)
                .flags(1);
        add(3);
        begin(EventKind.LOST, 14).length(5).lossSource(lossOrdinal(LossSource.MUNMAP));
        add(8);
        begin(EventKind.LOST, 14).length(-1).lossSource(lossOrdinal(LossSource.FAULT));
        add(9);
        endBlock();
        begin(EventKind.EXEC_MAPPING, 15).path(5);
        add(20);
        begin(EventKind.MUNMAP, 1200).address(0x7f0000100000L).length(4096);
        add(21);
        endBlock();
    }

    private static int lossOrdinal(LossSource source) {
        return List.of(LossSource.values()).indexOf(source);
    }

    @Test
    void everyEventHasItsFields() {
        writeSome();

        List<Map<String, @Nullable Object>> lines = export(1 << 20);

        assertEquals(
                List.of("stack", "mmap", "mmap", "mremap", "lost", "lost", "lost", "dlopen", "sample", "munmap", "end"),
                lines.stream().skip(1).map(line -> line.get("type")).toList());
        Map<String, @Nullable Object> header = lines.getFirst();
        assertEquals("blindspot.events/1", header.get("schema"));
        assertEquals(START, header.get("start_monotonic_ns"));
        assertEquals(List.of("mmap", "munmap"), header.get("sources"));
        assertEquals("main.leak", JsonTree.get(lines.get(1), "frames", 1, "function"));
        assertEquals(
                "{type=mmap, t=10000000, tid=4712, seq=1, addr=0x7f0000000000, len=8192, prot=3, flags=34, fd=-1, "
                        + "file=null, stack=1, stack_weight=4}",
                lines.get(2).toString());
        assertEquals(
                "{type=mmap, t=11000000, tid=4712, seq=2, addr=0x7f0000010000, len=4096, prot=0, flags=0, fd=7, "
                        + "file=null, stack=null, stack_weight=null}",
                lines.get(3).toString());
        assertEquals(
                "{type=mremap, t=13000000, tid=4712, seq=3, old_addr=0x7f0000000000, old_len=8192, "
                        + "addr=0x7f0000100000, len=16384, flags=1}",
                lines.get(4).toString());
        assertEquals(
                "{type=lost, t=14000000, count=5, source=munmap}", lines.get(5).toString());
        assertEquals(
                "{type=lost, t=14000000, count=null, source=fault}",
                lines.get(6).toString());
        assertEquals(
                "{type=lost, t=15000000, count=10, source=recording}",
                lines.get(7).toString());
        assertEquals("/usr/lib/libz.so", lines.get(8).get("file"));
        assertEquals(9L, JsonTree.get(lines.get(9), "gauges", "threads"));
        assertEquals("duration", lines.getLast().get("reason"));
    }

    @Test
    void whatIsReceivedAndLostAddsUpToTheLastNumber() {
        writeSome();

        for (long maxBytes : new long[] {1 << 20, 100}) {
            List<Map<String, @Nullable Object>> lines = export(maxBytes);

            long received = lines.stream()
                    .filter(line -> line.containsKey("seq") && !"end".equals(line.get("type")))
                    .count();
            long lost = lines.stream()
                    .filter(line -> "lost".equals(line.get("type")))
                    .mapToLong(line -> Objects.requireNonNullElse((Long) line.get("count"), 0L))
                    .sum();
            assertEquals(lines.getLast().get("seq"), received + lost + 1);
        }
    }

    @Test
    void whatTheSizeLimitCutIsLostByTheRecording() {
        writeSome();

        List<Map<String, @Nullable Object>> lines = export(100);

        assertEquals(
                List.of("lost", "sample", "end"),
                lines.stream().skip(1).map(line -> line.get("type")).toList());
        assertEquals(21L, lines.get(1).get("count"));
        assertEquals("recording", lines.get(1).get("source"));
    }

    @Test
    void aReaderThatIsGoneEndsIt() {
        writeSome();
        export(1 << 20);

        assertEquals(
                List.<Note>of(),
                Exporters.named("jsonl").export(folder.resolve("run.bsp"), InspectionJsonTest.failing("Broken pipe")));
    }
}
