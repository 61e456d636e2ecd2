package dev.blindspot.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.detect.SyntheticHistory;
import dev.blindspot.model.Interval;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
    @TempDir
    Path folder;

    private static Report report(List<Interval> intervals) {
        ReportBuilder builder = new ReportBuilder(RecordingFixture.info());
        intervals.forEach(builder::add);
        return builder.build(null, List.of());
    }

    /** Randomly mapped and unmapped at ten sites, for so many seconds. */
    private static List<Interval> history(int seconds) {
        SplittableRandom random = new SplittableRandom(7);
        SyntheticHistory history = new SyntheticHistory(-1);
        int[] live = new int[10];
        for (int site = 0; site < 10; site++) {
            history.stack(site + 1, "main.site" + site, "main.main");
        }
        for (int second = 0; second < seconds; second++) {
            for (int call = 0; call < 30; call++) {
                int site = random.nextInt(10);
                if (live[site] > 0 && random.nextInt(10) < 4) {
                    history.unmapOldest(site + 1);
                    live[site]--;
                } else {
                    history.map(site + 1, 4096L * (1 + random.nextInt(50)));
                    live[site]++;
                }
            }
            history.second();
        }
        return history.intervals();
    }

    @Test
    void mergedPairwiseTheyAddUpToTheSame() {
        List<Interval> intervals = history(400);
        Report expected = report(intervals);

        List<Interval> merged = intervals;
        while (merged.size() > 1) {
            List<Interval> half = new ArrayList<>();
            for (int i = 0; i + 1 < merged.size(); i += 2) {
                half.add(IntervalPair.merge(merged.get(i), merged.get(i + 1)));
            }
            if (merged.size() % 2 == 1) {
                half.add(merged.getLast());
            }
            merged = half;
            Report report = report(merged);
            assertEquals(expected.totals(), report.totals());
            assertEquals(expected.callSites(), report.callSites());
            assertEquals(expected.cost(), report.cost());
            assertEquals(
                    expected.findings().stream()
                            .map(finding -> finding.evidence().get("older_bytes"))
                            .toList(),
                    report.findings().stream()
                            .map(finding -> finding.evidence().get("older_bytes"))
                            .toList());
        }
        assertEquals(intervals.getLast().endAt(), merged.getFirst().endAt());
    }

    @Test
    void everyOtherPartIsMergedToo() {
        Interval merged = IntervalPair.merge(RecordingFixture.interval(0), RecordingFixture.interval(1));

        Report one = report(List.of(merged));
        Report two = report(List.of(RecordingFixture.interval(0), RecordingFixture.interval(1)));

        assertEquals(two.losses(), one.losses());
        assertEquals(two.notes(), one.notes());
        assertEquals(two.ledgers(), one.ledgers());
        assertEquals(
                two.histograms().getFirst().values(),
                one.histograms().getFirst().values());
        assertEquals(14, one.histograms().getFirst().overflow());
        assertEquals(
                two.gauges().getFirst().points().getLast(),
                one.gauges().getFirst().points().getLast());
    }

    @Test
    void whatTheSecondUnmapsOfTheFirstIsInNeither() {
        Interval first = withRanges(List.of(range(100, 200)), List.of());
        Interval second = withRanges(List.of(range(120, 130)), List.of(range(50, 110), range(150, 250)));

        Interval merged = IntervalPair.merge(first, second);

        assertEquals(List.of(range(110, 150), range(120, 130)), merged.bornRanges());
        assertEquals(List.of(range(50, 100), range(200, 250)), merged.goneRanges());
    }

    @Test
    void pastTheLimitTheFileShrinksAndSaysTheSame() throws IOException {
        List<Interval> intervals = history(600);
        Path file = folder.resolve("run.bsp");
        long limit = 200_000;
        long largest = 0;
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), limit)) {
            writer.writePath(1, "/srv/app");
            writer.writeEvents(RecordingFixture.events(0));
            for (Interval interval : intervals) {
                writer.write(interval);
                largest = Math.max(largest, writer.size());
                assertEquals(Files.size(file), writer.size());
            }
            writer.end(RecordingFixture.end());
        }

        assertTrue(largest < 2 * limit, "grew to " + largest);
        List<RecordedItem> items = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                items.add(item);
            }
            assertEquals(List.of(), reader.notes());
        }
        List<Interval> kept = items.stream()
                .filter(RecordedItem.OfInterval.class::isInstance)
                .map(item -> ((RecordedItem.OfInterval) item).interval())
                .toList();
        assertTrue(kept.size() < intervals.size(), kept.size() + " intervals");
        assertEquals(intervals.getLast(), kept.getLast());
        assertEquals(report(intervals).callSites(), report(kept).callSites());
        assertEquals(report(intervals).totals(), report(kept).totals());
        assertEquals(
                1,
                items.stream().filter(RecordedItem.OfEvents.class::isInstance).count());
        assertEquals(
                1, items.stream().filter(RecordedItem.OfPath.class::isInstance).count());
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** Of a network's file system the end of a file can tell what failed before. */
    private record FailsToClose(FileChannel file) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return file.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
            throw new IOException("Input/output error");
        }
    }

    @Test
    void anOldFileThatEndsBadlyIsLeftAllTheSame() throws IOException {
        Path file = folder.resolve("run.bsp");
        ItemWriter old =
                new ItemWriter(new FailsToClose(PrivateFile.create(file)), file.toString(), RecordingFixture.info());
        old.write(new RecordedItem.OfInterval(RecordingFixture.interval(0)));
        old.flush();

        try (ItemWriter items = Compaction.compact(file, old)) {
            items.write(new RecordedItem.OfInterval(RecordingFixture.interval(1)));
            items.flush();
        }

        List<Long> starts = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                starts.add(((RecordedItem.OfInterval) item).interval().startNanos());
            }
        }
        assertEquals(
                List.of(
                        RecordingFixture.interval(0).startNanos(),
                        RecordingFixture.interval(1).startNanos()),
                starts);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static LiveRange range(long start, long end) {
        return new LiveRange(start, end, MappingKind.MMAP_ANON, 1, 1, 5);
    }

    private static Interval withRanges(List<LiveRange> born, List<LiveRange> gone) {
        Interval interval = RecordingFixture.interval(1);
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                List.of(),
                List.of(),
                List.of(),
                born,
                gone,
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                interval.cost(),
                null,
                List.of(),
                List.of());
    }
}
