package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.event.EventKind;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After any program of mmap, munmap, mremap and the like, tables, cuts and merged intervals say what a page map says. */
class RandomProgramTest {
    private static final int SPACE = 600;
    private static final int BASELINE_PAGES = 60;
    private static final int STACKS = 5;
    private static final List<MappingKind> KINDS =
            List.of(MappingKind.MMAP_ANON, MappingKind.MMAP_FILE, MappingKind.MMAP_SHARED);

    private final EventScript script = new EventScript();
    private final PageModel model = new PageModel();
    private final IntervalMerger merger = new IntervalMerger();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void tableEqualsPageMap(long seed) {
        random = new Random(seed);
        model.put(100, BASELINE_PAGES, PageModel.BASELINE);
        script.aggregator.baseline(new Baseline());
        for (int step = 1; step <= 3_000; step++) {
            step();
            if (step % 10 == 0) {
                assertEquals(model.ranges(), joined(script.aggregator.liveRanges()), "step " + step);
            }
            if (random.nextInt(50) == 0) {
                checkCut(step);
            }
        }
        checkCut(3_000);
    }

    private void checkCut(int step) {
        merger.add(EventScript.interval(script.cut()));
        assertEquals(model.ranges(), joined(merger.liveRanges()), "merged, step " + step);
        for (MappingKind kind : KINDS) {
            PageModel.Row truth = model.row(null, kind);
            KindTotals totals = merger.totals().stream()
                    .filter(row -> row.kind() == kind)
                    .findFirst()
                    .orElse(new KindTotals(kind, 0, 0, 0, 0));
            assertEquals(truth.bytes(), totals.outstandingBytes());
            assertEquals(truth.calls(), totals.outstandingCount());
        }
        for (CallSiteRow row : merger.rows()) {
            PageModel.Row truth = model.row(row.stackId(), row.kind());
            assertEquals(truth.bytes(), row.outstandingBytes());
            assertEquals(truth.calls(), row.outstandingCount());
            assertEquals(truth.variance(), row.outstandingVariance());
        }
        for (int stack : model.stacks()) {
            for (MappingKind kind : KINDS) {
                boolean shown = merger.rows().stream().anyMatch(row -> row.stackId() == stack && row.kind() == kind);
                assertTrue(shown || model.row(stack, kind).calls() == 0, "a row for every live call");
            }
        }
    }

    private void step() {
        script.stack = random.nextInt(STACKS); // 0: a mapping without a stack that is counted all the same
        int[] weights = {0, 1, 1, 1, 5, 7};
        script.weight = weights[random.nextInt(weights.length)];
        int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 6);
        long page = random.nextInt(SPACE - length);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> mmap(page, length);
            case 3, 4, 5 -> {
                model.unmap(page, length);
                script.munmap(page, length);
            }
            case 6, 7 -> mremap(page, length);
            case 8 -> mremapWithOthersBetween(page, length);
            default -> script.plain(EventKind.MPROTECT);
        }
    }

    private void mmap(long page, int length) {
        int choice = random.nextInt(3);
        int[] flags = {EventScript.ANON, EventScript.MAP_PRIVATE, EventScript.MAP_SHARED | EventScript.MAP_ANONYMOUS};
        script.mmap(page, length, flags[choice], choice == 1 ? 3 : -1);
        model.map(page, length, KINDS.get(choice), script.stack, script.weight, script.now);
    }

    private void mremap(long page, int length) {
        if (!model.mapped(page, length)) {
            mremapWithHoles(page, length);
            return;
        }
        int newLength = 1 + random.nextInt(12);
        long newPage = random.nextInt(SPACE - newLength);
        boolean apart = newPage + newLength <= page || page + length <= newPage;
        switch (random.nextInt(5)) {
            case 0 -> {
                script.mremapEnter(page, length, 0);
                script.mremapFailed(page, length);
            }
            case 1 -> {
                if (newLength <= length
                        || (page + newLength < SPACE && model.free(page + length, newLength - length))) {
                    script.mremap(page, length, page, newLength, 0);
                    model.remap(page, length, page, newLength, false);
                }
            }
            case 2 -> {
                if (page + 2L * length < SPACE) {
                    long copy = page + length;
                    script.mremap(page, length, copy, length, EventScript.MREMAP_DONTUNMAP);
                    model.remap(page, length, copy, length, true);
                }
            }
            case 3 -> {
                if (apart) {
                    script.mremapExit(page, length, newPage, newLength, 1); // its enter was lost
                    model.remap(page, length, newPage, newLength, false);
                }
            }
            default -> {
                if (apart) {
                    script.mremap(page, length, newPage, newLength, 1);
                    model.remap(page, length, newPage, newLength, false);
                }
            }
        }
    }

    /** Since Linux 6.17 a move may have holes, but not at its beginning. */
    private void mremapWithHoles(long page, int length) {
        long newPage = random.nextInt(SPACE - length);
        boolean apart = newPage + length <= page || page + length <= newPage;
        if (apart && model.mapped(page, 1)) {
            boolean keepOld = random.nextBoolean();
            script.mremap(page, length, newPage, length, keepOld ? EventScript.MREMAP_DONTUNMAP : 0);
            model.move(page, length, newPage, keepOld);
        }
    }

    /** The kernel has moved the pages, another thread gets the old place, then the first thread's call returns. */
    private void mremapWithOthersBetween(long page, int length) {
        long newPage = (long) SPACE + random.nextInt(50);
        if (!model.mapped(page, length)) {
            return;
        }
        script.mremapEnter(page, length, 1);
        model.remap(page, length, newPage, length, false);
        script.tid++;
        mmap(page, length);
        script.tid--;
        script.mremapExit(page, length, newPage, length, 1);
    }

    /** Neighbours of one call as one: where a call's range was cut in two does not matter. */
    private static List<LiveRange> joined(List<LiveRange> ranges) {
        List<LiveRange> joined = new ArrayList<>();
        for (LiveRange range : ranges) {
            LiveRange last = joined.isEmpty() ? range : joined.getLast();
            if (last.end() == range.start() && last.bornNanos() == range.bornNanos()) {
                joined.set(
                        joined.size() - 1,
                        new LiveRange(
                                last.start(),
                                range.end(),
                                last.kind(),
                                last.stackId(),
                                last.weight(),
                                last.bornNanos()));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    private record Baseline() implements MapsView {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public long start(int index) {
            return EventScript.address(100 + index);
        }

        @Override
        public long end(int index) {
            return index == 0 ? EventScript.address(101) : EventScript.address(100 + BASELINE_PAGES);
        }
    }
}
