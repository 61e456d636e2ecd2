package dev.blindspot.aggregate;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Interval;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.RecordedStack;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes events as the drain does and hands them to an aggregator. Addresses and lengths in pages, one tick an event. */
final class EventScript {
    static final long PAGE = 4096;
    static final long BASE = 0x7f00_0000_0000L;
    static final Instant START_AT = Instant.parse("2026-01-01T00:00:00Z");
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;
    static final int ANON = MAP_PRIVATE | MAP_ANONYMOUS;
    static final int MREMAP_DONTUNMAP = 4;

    final Aggregator aggregator = new Aggregator(PAGE, 0, START_AT);
    private final long[] record = new long[EventLayout.WORDS];
    long now;
    long tick = 1_000;
    int stack = 1;
    int weight = 1;
    int tid = 100;
    long latency = -1;

    static long address(long page) {
        return BASE + page * PAGE;
    }

    void mmap(long page, long pages) {
        mmap(page, pages, ANON, -1);
    }

    void mmap(long page, long pages, int flags, int fd) {
        begin(EventKind.MMAP, address(page), pages * PAGE);
        set(EventLayout.FLAGS, flags);
        set(EventLayout.FD, fd);
        send();
    }

    void munmap(long page, long pages) {
        begin(EventKind.MUNMAP, address(page), pages * PAGE);
        send();
    }

    void mremapEnter(long oldPage, long oldPages, int flags) {
        mremap(EventKind.MREMAP_ENTER, oldPage, oldPages, 0, 0, flags);
    }

    void mremapExit(long oldPage, long oldPages, long newPage, long newPages, int flags) {
        mremap(EventKind.MREMAP, oldPage, oldPages, newPage, newPages, flags);
    }

    void mremapFailed(long oldPage, long oldPages) {
        mremap(EventKind.MREMAP_FAILED, oldPage, oldPages, 0, 0, 0);
    }

    /** Both ends, nothing between. */
    void mremap(long oldPage, long oldPages, long newPage, long newPages, int flags) {
        mremapEnter(oldPage, oldPages, flags);
        mremapExit(oldPage, oldPages, newPage, newPages, flags);
    }

    void munmapEnded() {
        begin(EventKind.MUNMAP_ENDED, 0, 0);
        send();
    }

    void brk(long address) {
        begin(EventKind.BRK, address, 0);
        send();
    }

    void shmat(long page, long pages) {
        begin(EventKind.SHMAT, address(page), pages * PAGE);
        send();
    }

    void shmdt(long page) {
        begin(EventKind.SHMDT, address(page), 0);
        send();
    }

    void fault() {
        begin(EventKind.FAULT, BASE, 0);
        send();
    }

    void lost(LossSource source, long count) {
        begin(EventKind.LOST, 0, count);
        set(EventLayout.EXTRA, List.of(LossSource.values()).indexOf(source));
        send();
    }

    void plain(EventKind kind) {
        begin(kind, BASE, 0);
        send();
    }

    Cut cut() {
        return aggregator.cut(now);
    }

    /** The cut as an interval, with nothing in it that events do not make. */
    static Interval interval(Cut cut, RecordedStack... newStacks) {
        return new Interval(
                cut.startNanos(),
                cut.endNanos(),
                START_AT.plusNanos(cut.startNanos()),
                START_AT.plusNanos(cut.endNanos()),
                cut.totals(),
                cut.callSites(),
                cut.histograms(),
                cut.bornRanges(),
                cut.goneRanges(),
                cut.losses(),
                List.of(),
                null,
                List.of(newStacks),
                List.of(),
                List.of(),
                new Cost(0, 0, 0, 0, 0, 0),
                null,
                List.of(),
                List.of());
    }

    /** The state of the window so far, of an aggregator that was not cut before. */
    IntervalMerger merged() {
        IntervalMerger merger = new IntervalMerger();
        merger.add(interval(cut()));
        return merger;
    }

    private void mremap(EventKind kind, long oldPage, long oldPages, long newPage, long newPages, int flags) {
        begin(kind, address(newPage), newPages * PAGE);
        EventLayout.setLong(record, 0, EventLayout.ADDRESS2, address(oldPage));
        EventLayout.setLong(record, 0, EventLayout.LENGTH2, oldPages * PAGE);
        set(EventLayout.FLAGS, flags);
        send();
    }

    private void begin(EventKind kind, long address, long length) {
        now += tick;
        Arrays.fill(record, 0);
        set(EventLayout.KIND, List.of(EventKind.values()).indexOf(kind));
        EventLayout.setLong(record, 0, EventLayout.TIME, now);
        EventLayout.setLong(record, 0, EventLayout.ADDRESS, address);
        EventLayout.setLong(record, 0, EventLayout.LENGTH, length);
        EventLayout.setLong(record, 0, EventLayout.LATENCY, latency);
        set(EventLayout.TID, tid);
        set(EventLayout.STACK, weight == 0 ? 0 : stack);
        set(EventLayout.WEIGHT, weight);
    }

    private void set(int field, int value) {
        EventLayout.setInt(record, 0, field, value);
    }

    private void send() {
        aggregator.accept(record, 0);
    }
}
