package dev.blindspot.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    @TempDir
    Path folder;

    private Path write(long maxBytes) {
        Path file = folder.resolve("run.bsp");
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), maxBytes)) {
            writer.writePath(3, "/usr/lib/libz.so");
            for (int second = 0; second < 3; second++) {
                writer.writeEvents(RecordingFixture.events(second));
                writer.write(RecordingFixture.interval(second));
            }
            writer.end(RecordingFixture.end());
        }
        return file;
    }

    private record Content(RecordingInfo info, List<RecordedItem> items, List<Note> notes) {
        List<Interval> intervals() {
            return items.stream()
                    .filter(RecordedItem.OfInterval.class::isInstance)
                    .map(item -> ((RecordedItem.OfInterval) item).interval())
                    .toList();
        }

        List<String> noteCodes() {
            return notes.stream().map(Note::code).toList();
        }
    }

    private static Content read(Path file) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            List<RecordedItem> items = new ArrayList<>();
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                items.add(item);
            }
            return new Content(reader.info(), items, reader.notes());
        }
    }

    @Test
    void everythingWrittenIsReadBack() {
        Path file = write(RecordingWriter.DEFAULT_MAX_BYTES);

        try (RecordingReader reader = RecordingReader.open(file)) {
            assertEquals(RecordingFixture.info(), reader.info());
            assertEquals(new RecordedItem.OfPath(3, "/usr/lib/libz.so"), reader.next());
            for (int second = 0; second < 3; second++) {
                RecordedItem.OfEvents events = (RecordedItem.OfEvents) nonNull(reader.next());
                assertSameEvents(RecordingFixture.events(second), events.block());
                RecordedItem.OfInterval interval = (RecordedItem.OfInterval) nonNull(reader.next());
                assertSameInterval(RecordingFixture.interval(second), interval.interval());
            }
            assertEquals(new RecordedItem.OfEnd(RecordingFixture.end()), reader.next());
            assertEquals(null, reader.next());
            assertEquals(List.of(), reader.notes());
        }
    }

    @Test
    void onlyTheOwnerMayRead() throws IOException {
        Path file = folder.resolve("run.bsp");
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        write(RecordingWriter.DEFAULT_MAX_BYTES);

        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    }

    @Test
    void readableWhileItIsWritten() {
        Path file = folder.resolve("run.bsp");
        try (RecordingWriter writer =
                RecordingWriter.create(file, RecordingFixture.info(), RecordingWriter.DEFAULT_MAX_BYTES)) {
            writer.write(RecordingFixture.interval(0));

            Content content = read(file);

            assertEquals(1, content.intervals().size());
            assertEquals(List.of("recording-unfinished"), content.noteCodes());
        }
    }

    @Test
    void stringsAndFramesAreWrittenOnce() throws IOException {
        byte[] bytes = Files.readAllBytes(write(RecordingWriter.DEFAULT_MAX_BYTES));

        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertEquals(text.indexOf("main.leak"), text.lastIndexOf("main.leak"));
    }

    @Test
    void cutAtEveryByteKeepsWhatIsWhole() throws IOException {
        byte[] whole = Files.readAllBytes(write(RecordingWriter.DEFAULT_MAX_BYTES));
        Path cut = folder.resolve("cut.bsp");
        int most = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            Content content;
            try {
                content = read(cut);
            } catch (SamplerException.UnreadableRecording e) {
                assertEquals(0, most, "unreadable though a shorter one was readable: " + length);
                assertTrue(String.valueOf(e.getMessage()).contains("byte"), e.getMessage());
                continue;
            }
            int intervals = content.intervals().size();
            assertTrue(intervals >= most, "shorter ones had more at " + length);
            for (int i = 0; i < intervals; i++) {
                assertSameInterval(
                        RecordingFixture.interval(i), content.intervals().get(i));
            }
            most = Math.max(most, intervals);
            assertEquals("recording-unfinished", content.noteCodes().getLast());
        }
        assertEquals(3, most);
    }

    @Test
    void damageInTheMiddleIsPassedOverAndNamed() throws IOException {
        Path file = write(RecordingWriter.DEFAULT_MAX_BYTES);
        byte[] bytes = Files.readAllBytes(file);
        int second = nthIntervalChunk(bytes, 1);
        bytes[second + RecordingFormat.HEADER_BYTES + 5] ^= 4;
        Files.write(file, bytes);

        Content content = read(file);

        assertEquals(2, content.intervals().size());
        assertEquals(List.of("recording-damaged"), content.noteCodes());
        assertTrue(content.notes().getFirst().text().startsWith("bytes " + second + " to "));
        assertTrue(content.intervals().getLast().losses().stream()
                .anyMatch(loss -> loss.source() == LossSource.RECORDING && loss.count() == null));
    }

    @Test
    void aDamagedChunkHeaderIsSteppedOverToTheNext() throws IOException {
        Path file = write(RecordingWriter.DEFAULT_MAX_BYTES);
        byte[] bytes = Files.readAllBytes(file);
        bytes[nthIntervalChunk(bytes, 1) + 8] ^= 0x40;
        Files.write(file, bytes);

        Content content = read(file);

        assertEquals(2, content.intervals().size());
        assertTrue(content.items().getLast() instanceof RecordedItem.OfEnd);
    }

    @Test
    void whateverIsFlippedNothingElseIsThrown() throws IOException {
        byte[] whole = Files.readAllBytes(write(RecordingWriter.DEFAULT_MAX_BYTES));
        Path file = folder.resolve("flipped.bsp");
        SplittableRandom random = new SplittableRandom(1);
        int readable = 0;
        for (int round = 0; round < 1000; round++) {
            Files.write(file, RecordingDamage.random(whole, random, random.nextBoolean()));
            try {
                Content content = read(file);
                ReportBuilder report = new ReportBuilder(content.info());
                content.intervals().forEach(report::add);
                report.build(null, content.notes());
                readable++;
            } catch (SamplerException.UnreadableRecording e) {
                assertTrue(String.valueOf(e.getMessage()).contains("byte"), e.getMessage());
            }
        }
        assertTrue(readable > 250, "only " + readable + " readable");
    }

    @Test
    void otherFilesAndVersionsAreToldApart() throws IOException {
        Path file = folder.resolve("other");
        Files.writeString(file, "{\"schema\": \"blindspot.inspect/1\", \"and\": \"more\"}");
        assertSentence(file, "not a Blindspot recording");

        byte[] header = RecordingFormat.fileHeader();
        header[9] = 2;
        Files.write(file, header);
        assertSentence(file, "checksum at byte 16");

        byte[] newer = RecordingFormat.fileHeader();
        newer[8] = 9;
        int checksum = RecordingFormat.checksum(newer, 0, 16);
        for (int i = 0; i < 4; i++) {
            newer[16 + i] = (byte) (checksum >>> (8 * i));
        }
        Files.write(file, newer);
        assertSentence(file, "version 9");

        assertSentence(folder.resolve("none"), "no such file");
        assertSentence(folder, "byte 0");
    }

    @Test
    void rawEventsBeyondTheLimitAreCutAndCounted() {
        Content content = read(write(400));

        assertEquals(3, content.intervals().size());
        List<RecordedItem.OfCut> cuts = content.items().stream()
                .filter(RecordedItem.OfCut.class::isInstance)
                .map(RecordedItem.OfCut.class::cast)
                .toList();
        assertEquals(1, cuts.getFirst().firstSequence());
        assertEquals(30, cuts.getLast().lastSequence());
        assertEquals(
                30,
                cuts.stream()
                        .mapToLong(cut -> cut.lastSequence() - cut.firstSequence() + 1)
                        .sum());
    }

    @Test
    void aFullDiskEndsItWithASentence() {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "no /dev/full");

        SamplerException failure = assertThrows(
                SamplerException.OutputFailed.class,
                () -> RecordingWriter.create(full, RecordingFixture.info(), RecordingWriter.DEFAULT_MAX_BYTES));

        assertTrue(String.valueOf(failure.getMessage()).contains("No space left on device"), failure.getMessage());
    }

    private static void assertSentence(Path file, String part) {
        SamplerException failure =
                assertThrows(SamplerException.UnreadableRecording.class, () -> RecordingReader.open(file));
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
    }

    private static <T> T nonNull(@org.jspecify.annotations.Nullable T value) {
        if (value == null) {
            throw new AssertionError("ended too early");
        }
        return value;
    }

    private static int nthIntervalChunk(byte[] bytes, int number) {
        int found = -1;
        for (int at = RecordingFormat.HEADER_BYTES; at < bytes.length; at = RecordingDamage.nextChunk(bytes, at)) {
            if (bytes[at + 4] == ChunkType.INTERVAL.code() && ++found == number) {
                return at;
            }
        }
        throw new AssertionError("no such chunk");
    }

    private static void assertSameEvents(EventBlock expected, EventBlock actual) {
        assertArrayEquals(expected.encoded(), actual.encoded());
        byte[] none = {};
        assertEquals(withBytes(expected, none), withBytes(actual, none));
    }

    private static EventBlock withBytes(EventBlock block, byte[] bytes) {
        return new EventBlock(
                block.firstSequence(),
                block.lastSequence(),
                block.firstNanos(),
                block.lastNanos(),
                block.count(),
                bytes);
    }

    private static void assertSameInterval(Interval expected, Interval actual) {
        assertEquals(expected.histograms().size(), actual.histograms().size());
        for (int i = 0; i < expected.histograms().size(); i++) {
            HistogramDelta left = expected.histograms().get(i);
            HistogramDelta right = actual.histograms().get(i);
            assertArrayEquals(left.encoded(), right.encoded());
            assertEquals(left.tag() + left.unit() + left.overflow(), right.tag() + right.unit() + right.overflow());
        }
        assertEquals(withoutHistograms(expected), withoutHistograms(actual));
    }

    private static Interval withoutHistograms(Interval interval) {
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                interval.totals(),
                interval.callSites(),
                List.of(),
                interval.bornRanges(),
                interval.goneRanges(),
                interval.losses(),
                interval.gauges(),
                interval.ledger(),
                interval.newStacks(),
                interval.newModules(),
                interval.notes(),
                interval.cost(),
                interval.glance(),
                interval.calls(),
                interval.touched());
    }
}
