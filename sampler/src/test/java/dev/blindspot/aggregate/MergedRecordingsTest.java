package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A thousand recordings merged are what one aggregate of all their events is. */
class MergedRecordingsTest {
    private static final int RECORDINGS = 1_000;
    private static final int EVENTS = 60;
    private static final List<String> TAGS = List.of("mmap.size", "map.lifetime", "mmap.latency");

    /** The same events for the same recording, each in a part of the address space of its own. */
    private static void record(EventScript script, int recording) {
        SplittableRandom random = new SplittableRandom(recording);
        long page = recording * 1_000L;
        for (int event = 0; event < EVENTS; event++) {
            script.stack = 1 + random.nextInt(20);
            script.latency = random.nextInt(1_000_000);
            script.mmap(page + 10L * event, 1 + random.nextInt(9));
            if (event > 0 && random.nextInt(3) > 0) {
                script.munmap(page + 10L * random.nextInt(event), 9);
            }
            script.fault();
        }
    }

    @Test
    void mergedTheyAreOneAggregate() {
        IntervalMerger merged = new IntervalMerger();
        EventScript whole = new EventScript();
        for (int recording = 0; recording < RECORDINGS; recording++) {
            EventScript one = new EventScript();
            record(one, recording);
            merged.add(EventScript.interval(one.cut()));
            record(whole, recording);
        }
        IntervalMerger expected = whole.merged();

        assertEquals(expected.totals(), merged.totals());
        assertEquals(expected.rows(), merged.rows());
        for (String tag : TAGS) {
            assertEquals(values(expected, tag), values(merged, tag), tag);
        }
    }

    private static Histogram values(IntervalMerger merger, String tag) {
        return merger.histograms().stream()
                .filter(merged -> merged.tag().equals(tag))
                .findFirst()
                .orElseThrow()
                .values();
    }
}
