package dev.blindspot.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.aggregate.IntervalMerger;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.RecordingEnd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of earlier days stay readable, and are what the document of their format says. */
class KeptRecordingTest {
    @TempDir
    private Path folder = Path.of("");

    private record Read(IntervalMerger merged, List<Interval> intervals, RecordingEnd end, List<Note> notes) {}

    private Read read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("kept.bsp"), bytes);
        try (RecordingReader reader = RecordingReader.open(file)) {
            IntervalMerger merged = new IntervalMerger();
            List<Interval> intervals = new ArrayList<>();
            RecordingEnd end = null;
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(Interval interval)) {
                    merged.add(interval);
                    intervals.add(interval);
                } else if (item instanceof RecordedItem.OfEnd(RecordingEnd told)) {
                    end = told;
                }
            }
            return new Read(merged, intervals, Objects.requireNonNull(end), reader.notes());
        }
    }

    @ParameterizedTest
    @CsvSource({KeptRecording.EARLY + ", 382, 29728768, false", KeptRecording.NEWEST + ", 376, 29261824, true"})
    void earlierOnesAreReadWhole(String name, long thumbnails, long bytes, boolean knowsTheRuntime) throws IOException {
        Read read = read(KeptRecording.bytes(name));

        assertEquals(List.of(), read.notes());
        CallSiteRow leak = read.merged().rows().getFirst();
        assertEquals(thumbnails, leak.outstandingCount());
        assertEquals(bytes, leak.outstandingBytes());
        assertTrue(Objects.requireNonNull(leak.stack()).frames().stream()
                .anyMatch(frame -> "main.(*thumbnails).cacheThumbnail".equals(frame.function())));
        assertEquals("duration", read.end().reason());
        Inspection last = Objects.requireNonNull(read.end().last());
        GoState go = last.go();
        assertEquals(knowsTheRuntime, go != null);
        assertEquals(
                knowsTheRuntime,
                go != null && Objects.requireNonNull(go.goroutines()).total() > 5);
    }

    @Test
    void theDocumentSaysWhatIsWritten() throws IOException {
        byte[] bytes = KeptRecording.bytes(KeptRecording.NEWEST);
        Read read = read(bytes);
        WrittenByTheDocument document = new WrittenByTheDocument(bytes);

        assertEquals(read.intervals().size(), document.chunks.get(7));
        for (CallSiteRow row : read.merged().rows()) {
            long[] sums = {row.mappedBytes(), row.mappedCount(), row.outstandingBytes(), row.outstandingCount()};
            assertArrayEquals(
                    sums, sumOf(document, read.merged(), row), row.kind().label() + " " + row.stackId());
        }
        assertEquals(
                read.intervals().stream()
                        .flatMap(interval -> interval.newStacks().stream())
                        .map(KeptRecordingTest::told)
                        .toList(),
                List.copyOf(document.stacks.values()));
        assertEquals(
                read.merged().ledgers().stream().map(KeptRecordingTest::told).toList(), document.ledgers);
        assertEquals(
                read.intervals().stream()
                        .flatMap(interval -> interval.gauges().stream())
                        .map(gauge -> gauge.name() + " " + gauge.value())
                        .toList(),
                document.gauges);
        assertEquals(
                read.intervals().stream()
                        .mapToLong(interval -> interval.histograms().size())
                        .sum(),
                document.histograms.size());
        assertEquals(
                read.intervals().stream()
                        .filter(interval -> interval.glance() != null)
                        .count(),
                document.glances);
        assertNotEquals(0, document.glances);
        assertEquals(
                read.intervals().stream()
                        .mapToLong(interval -> interval.bornRanges().size())
                        .sum(),
                document.bornRanges);
        assertEquals(read.end().reason(), document.reason);
    }

    /** What later versions add without a new version number. */
    @Test
    void whatIsNotKnownIsPassedOver() throws IOException {
        Path written = folder.resolve("written.bsp");
        try (RecordingWriter writer = RecordingWriter.create(written, RecordingFixture.info(), 1 << 20)) {
            for (int second = 0; second < 3; second++) {
                writer.write(RecordingFixture.interval(second));
            }
            writer.end(RecordingFixture.end());
        }
        byte[] bytes = Files.readAllBytes(written);
        ByteArrayOutputStream grown = new ByteArrayOutputStream();
        grown.write(bytes, 0, RecordingFormat.HEADER_BYTES);
        for (int at = RecordingFormat.HEADER_BYTES; at < bytes.length; at = RecordingDamage.nextChunk(bytes, at)) {
            int length = RecordingDamage.nextChunk(bytes, at) - at - RecordingFormat.HEADER_BYTES;
            // A chunk of a type to come, and one more field at the end of each known one.
            byte[] unknown = header(bytes, at, new byte[] {1, 2, 3}, 3);
            unknown[4] = (byte) 200;
            grown.write(sealed(unknown));
            grown.write(new byte[] {1, 2, 3});
            byte[] payload = Arrays.copyOfRange(bytes, at + 20, at + 20 + length + 1);
            payload[length] = 77;
            grown.write(header(bytes, at, payload, length + 1));
            grown.write(payload);
        }

        Read now = read(bytes);
        Read later = read(grown.toByteArray());

        assertEquals(3, later.intervals().size());
        assertEquals(now.merged().rows(), later.merged().rows());
        assertEquals(now.merged().ledgers(), later.merged().ledgers());
        assertEquals(now.end(), later.end());
        assertEquals(List.of(), later.notes());
    }

    private static byte[] header(byte[] bytes, int at, byte[] payload, int length) {
        return RecordingFormat.chunkHeader(Objects.requireNonNull(ChunkType.of(bytes[at + 4])), payload, length);
    }

    private static byte[] sealed(byte[] header) {
        int sum = RecordingFormat.checksum(header, 0, 16);
        for (int i = 0; i < Integer.BYTES; i++) {
            header[16 + i] = (byte) (sum >>> (8 * i));
        }
        return header;
    }

    /** The row's sums by the document, whose rows are by id: a stack may have had several. */
    @SuppressWarnings("EnumOrdinal") // the document numbers them so
    private static long[] sumOf(WrittenByTheDocument document, IntervalMerger merged, CallSiteRow row) {
        long[] sums = new long[4];
        document.callSites.forEach((key, values) -> {
            String[] parts = key.split(" ", -1);
            if (Integer.parseInt(parts[0]) == row.kind().ordinal()
                    && isSame(merged, Integer.parseInt(parts[1]), row.stackId())) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values[i];
                }
            }
        });
        return sums;
    }

    private static boolean isSame(IntervalMerger merged, int id, int other) {
        RecordedStack stack = merged.stack(id);
        RecordedStack same = merged.stack(other);
        if (stack == null || same == null) {
            return id == other;
        }
        return stack.stack().equals(same.stack()) && stack.byRuntime() == same.byRuntime();
    }

    private static List<String> told(RecordedStack stack) {
        return stack.stack().frames().stream().map(KeptRecordingTest::told).toList();
    }

    private static String told(Frame frame) {
        return Long.toHexString(frame.pc()) + " " + frame.function() + ":" + (frame.line() == null ? 0 : frame.line());
    }

    private static String told(Ledger ledger) {
        StringBuilder text = new StringBuilder(ledger.rssBytes() + " " + ledger.scannedBytes());
        ledger.rows().forEach(row -> text.append(" " + row.category() + " " + row.rssBytes()));
        return text.toString();
    }
}
