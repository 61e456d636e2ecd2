package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.LossSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class EventHistogramsTest {
    private final EventScript script = new EventScript();

    @Test
    void sizesIntervalsAndLifetimes() {
        script.mmap(0, 1);
        script.mmap(10, 3);
        script.munmap(10, 1);
        script.tick = 50_000;
        script.munmap(10, 3);
        script.mmap(0, 1); // over the first: that one ends here
        Map<String, MergedHistogram> byTag = byTag();
        Histogram sizes = get(byTag, "mmap.size").values();
        assertEquals(3, sizes.getTotalCount());
        assertEquals(2, sizes.getCountAtValue(4096));
        assertEquals(1, sizes.getCountAtValue(3 * 4096));
        assertEquals("bytes", get(byTag, "mmap.size").unit());
        Histogram intervals = get(byTag, "mmap.interval").values();
        assertEquals(2, intervals.getTotalCount());
        assertEquals(1, intervals.getCountAtValue(1_000));
        assertEquals(1, intervals.getCountAtValue(101_000));
        Histogram lifetimes = get(byTag, "map.lifetime").values();
        assertEquals(2, lifetimes.getTotalCount());
        assertEquals(1, lifetimes.getCountAtValue(51_000));
        assertEquals(1, lifetimes.getCountAtValue(102_000));
        assertFalse(byTag.containsKey("mmap.latency"));
    }

    @Test
    void latenciesWhereMeasured() {
        script.latency = 700;
        script.mmap(0, 1);
        script.latency = -1;
        script.munmap(0, 1);
        script.latency = 900;
        script.munmapEnded();
        Map<String, MergedHistogram> byTag = byTag();
        assertEquals(1, get(byTag, "mmap.latency").values().getCountAtValue(700));
        assertEquals(1, get(byTag, "munmap.latency").values().getCountAtValue(900));
    }

    @Test
    void faultsShareTheTimeSinceTheRecordBefore() {
        script.fault();
        script.weight = 10;
        script.fault();
        Histogram intervals = get(byTag(), "fault.interval").values();
        assertEquals(10, intervals.getTotalCount());
        assertEquals(10, intervals.getCountAtValue(100));
    }

    @Test
    void aLossIsNoInterval() {
        script.mmap(0, 1);
        script.lost(LossSource.MMAP, 5);
        script.mmap(0, 1);
        script.fault();
        script.lost(LossSource.FAULT, 5);
        script.fault();
        Map<String, MergedHistogram> byTag = byTag();
        assertFalse(byTag.containsKey("mmap.interval"));
        assertFalse(byTag.containsKey("fault.interval"));
    }

    @Test
    void whatIsAboveTheRangeIsCountedApart() {
        script.latency = Long.MAX_VALUE;
        script.mmap(0, 1);
        script.mmap(1, 1);
        MergedHistogram latencies = get(byTag(), "mmap.latency");
        assertEquals(2, latencies.overflow());
        assertEquals(0, latencies.values().getTotalCount());
    }

    @Test
    void intervalsAddUpToTheWindow() {
        IntervalMerger merger = new IntervalMerger();
        for (int i = 0; i < 100; i++) {
            script.mmap(i, 1 + i % 7);
            if (i % 9 == 0) {
                merger.add(EventScript.interval(script.cut()));
            }
        }
        merger.add(EventScript.interval(script.cut()));
        MergedHistogram sizes = merger.histograms().stream()
                .filter(histogram -> histogram.tag().equals("mmap.size"))
                .findFirst()
                .orElseThrow();
        assertEquals(100, sizes.values().getTotalCount());
        assertEquals(14, sizes.values().getCountAtValue(7 * 4096));
        assertTrue(merger.histograms().stream()
                .allMatch(histogram -> histogram.values().getNumberOfSignificantValueDigits() == 3));
    }

    private static MergedHistogram get(Map<String, MergedHistogram> byTag, String tag) {
        return Objects.requireNonNull(byTag.get(tag), tag);
    }

    private Map<String, MergedHistogram> byTag() {
        return script.merged().histograms().stream()
                .collect(Collectors.toMap(MergedHistogram::tag, Function.identity()));
    }
}
