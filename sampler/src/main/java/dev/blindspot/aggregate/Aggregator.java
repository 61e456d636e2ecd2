package dev.blindspot.aggregate;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.LossSource;
import dev.blindspot.model.MappingKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the events of one process, in time order, into totals, call sites, live ranges and histograms.
 *
 * <p>{@link #accept} allocates nothing; tables that fill up grow at the cuts (only an interval that more than doubles
 * one grows it at once).
 *
 * <p>Threads: one, which owns it. Units: bytes; ns of CLOCK_MONOTONIC.
 */
@SuppressWarnings("EnumOrdinal") // indexes arrays that live no longer than the process
public final class Aggregator {
    private static final EventKind[] EVENT_KINDS = EventKind.values();
    private static final LossSource[] LOSS_SOURCES = LossSource.values();
    private static final long UNKNOWN = -1;

    private final long pageBytes;
    private final long startNanos;
    private final Instant startAt;
    private final EventHistograms histograms = new EventHistograms();
    private final Accounts accounts;
    private final LiveTable live;
    private final CallCounts calls = new CallCounts();
    private final MallocSites mallocs = new MallocSites();
    private final LossLog losses = new LossLog();
    private final FaultPlaces places = new FaultPlaces();
    private final long[] accepted = new long[EVENT_KINDS.length];
    private long programBreak = UNKNOWN;
    private long cutNanos;
    private boolean executed;

    /**
     * Begins a window.
     *
     * @param pageBytes the target's page size
     * @param startNanos the window's start, monotonic
     * @param startAt the same instant, wall clock
     */
    public Aggregator(long pageBytes, long startNanos, Instant startAt) {
        this.pageBytes = pageBytes;
        this.startNanos = startNanos;
        this.startAt = startAt;
        this.cutNanos = startNanos;
        this.accounts = new Accounts(pageBytes, histograms.lifetimes());
        this.live = new LiveTable(accounts);
    }

    /** The end of the heap when the window begins; without it the first brk event only tells where it is. */
    public void setBreak(long address) {
        programBreak = address;
    }

    /** What is mapped as the window begins, or soon after: nobody is blamed for it. */
    public void baseline(MapsView maps) {
        live.baseline(maps, startNanos);
    }

    /** Applies one event. A record that no kernel can have made (no length, no page address) changes nothing. */
    public void accept(long[] words, int base) {
        EventKind kind = EVENT_KINDS[EventLayout.getInt(words, base, EventLayout.KIND)];
        accepted[kind.ordinal()]++;
        switch (kind) {
            case MMAP -> mmap(words, base);
            case MUNMAP -> munmap(words, base);
            case MREMAP_ENTER, MREMAP, MREMAP_FAILED -> mremap(kind, words, base);
            case BRK -> brk(words, base);
            case SHMAT -> shmat(words, base);
            case SHMDT -> live.detach(time(words, base), address(words, base));
            case FAULT -> fault(words, base);
            case EXEC -> executed = true;
            case LOST -> lost(words, base);
            case MUNMAP_ENDED -> histograms.munmap(EventLayout.getLong(words, base, EventLayout.LATENCY));
            case DLOPEN -> dlopen(words, base);
            case DLCLOSE -> dlclose(words, base);
            case MALLOC -> malloc(words, base);
            case FREE -> mallocs.freed(address(words, base));
            case PLUGIN_OPEN -> called(CallKind.PLUGIN_OPEN, words, base);
            case SET_FINALIZER -> called(CallKind.SET_FINALIZER, words, base);
            case ADD_CLEANUP -> called(CallKind.ADD_CLEANUP, words, base);
            case MPROTECT, MADVISE, EXEC_MAPPING, EXEC_UNMAPPING, THREAD_START, THREAD_END, EXIT -> {
                // Counted only: none of them maps or unmaps. What an exiting process leaves is what it had outstanding;
                // so is what one leaves that becomes another program.
            }
        }
    }

    /** How many events of a kind there were since the start. */
    public long accepted(EventKind kind) {
        return accepted[kind.ordinal()];
    }

    /**
     * What lies in this range turned out to be of another kind, e.g. {@code mmap.shared} because its file is a memfd.
     * The mapping calls that have a page there move, all of what they mapped, to the same stack's row of that kind.
     */
    public void reclassify(long start, long end, MappingKind kind) {
        if (!executed) {
            live.reclassify(start, end, kind);
        }
    }

    /**
     * Drops what lost events left in the table: ranges at their place since before {@code takenFromNanos} that a
     * reading of the process's maps, begun then, does not show. Their rows are incomplete.
     *
     * <p>Call it when all events up to the end of that reading were accepted; then what changed while it went on is
     * either gone from the table or younger than {@code takenFromNanos}, and is left alone.
     */
    public Reconciled reconcile(MapsView maps, long takenFromNanos) {
        // Maps read from then on may be another program's.
        return executed ? new Reconciled(0, 0) : live.reconcile(maps, takenFromNanos);
    }

    /** Ends an interval and tells what it changed. */
    public Cut cut(long endNanos) {
        losses.mark(accounts.sites());
        List<CallSiteDelta> sites = new ArrayList<>(accounts.cutSites());
        mallocs.cut(sites);
        Cut cut = new Cut(
                cutNanos,
                endNanos,
                accounts.cutTotals(),
                sites,
                histograms.cut(),
                live.cutBorn(),
                live.cutGone(),
                calls.cut(),
                losses.cut(at(cutNanos), at(endNanos)),
                places.cut(pageBytes));
        cutNanos = endNanos;
        return cut;
    }

    /** Everything now in the table of live mappings, by address; of a mapping whose stack was not taken, weight 0. */
    public List<LiveRange> liveRanges() {
        return live.all();
    }

    private void mmap(long[] words, int base) {
        long start = address(words, base);
        long end = end(start, EventLayout.getLong(words, base, EventLayout.LENGTH));
        if (!isRange(start, end)) {
            return;
        }
        long now = time(words, base);
        int flags = EventLayout.getInt(words, base, EventLayout.FLAGS);
        int fd = EventLayout.getInt(words, base, EventLayout.FD);
        map(words, base, start, end, MmapFlags.kind(flags, fd));
        histograms.mmap(now, end - start, EventLayout.getLong(words, base, EventLayout.LATENCY));
    }

    private void munmap(long[] words, int base) {
        long start = address(words, base);
        long end = end(start, EventLayout.getLong(words, base, EventLayout.LENGTH));
        if (isRange(start, end)) {
            live.unmap(time(words, base), start, end);
        }
    }

    private void mremap(EventKind kind, long[] words, int base) {
        long now = time(words, base);
        int tid = EventLayout.getInt(words, base, EventLayout.TID);
        int flags = EventLayout.getInt(words, base, EventLayout.FLAGS);
        long oldStart = EventLayout.getLong(words, base, EventLayout.ADDRESS2);
        long oldEnd = end(oldStart, EventLayout.getLong(words, base, EventLayout.LENGTH2));
        if (kind == EventKind.MREMAP_FAILED) {
            live.mremaps().failed(tid, now);
        } else if (kind == EventKind.MREMAP_ENTER) {
            if (isRange(oldStart, oldEnd)) {
                live.mremaps().begins(tid, now, oldStart, oldEnd, flags);
            }
        } else {
            long start = address(words, base);
            long end = end(start, EventLayout.getLong(words, base, EventLayout.LENGTH));
            if (isRange(start, end) && (isRange(oldStart, oldEnd) || oldStart == oldEnd)) {
                live.mremaps().moved(tid, now, oldStart, oldEnd, start, end, flags);
            }
        }
    }

    private void brk(long[] words, int base) {
        long address = address(words, base);
        if (programBreak != UNKNOWN) {
            long before = end(0, programBreak);
            long after = end(0, address);
            if (after > before) {
                map(words, base, before, after, MappingKind.BRK);
            } else if (after < before) {
                live.unmap(time(words, base), after, before);
            }
        }
        programBreak = address;
    }

    private void shmat(long[] words, int base) {
        long start = address(words, base);
        long end = end(start, EventLayout.getLong(words, base, EventLayout.LENGTH));
        if (isRange(start, end)) {
            map(words, base, start, end, MappingKind.SHM);
        }
    }

    private void fault(long[] words, int base) {
        int weight = EventLayout.getInt(words, base, EventLayout.WEIGHT);
        if (weight > 0) {
            int stack = EventLayout.getInt(words, base, EventLayout.STACK);
            accounts.faults(stack, weight, pageBytes);
            places.add(stack, address(words, base), weight);
            histograms.faults(time(words, base), weight);
        }
    }

    private void malloc(long[] words, int base) {
        long bytes = EventLayout.getLong(words, base, EventLayout.LENGTH);
        int weight = Math.max(1, EventLayout.getInt(words, base, EventLayout.WEIGHT));
        mallocs.allocated(
                address(words, base),
                Math.max(0, bytes),
                EventLayout.getInt(words, base, EventLayout.STACK),
                weight,
                EventLayout.getLong(words, base, EventLayout.ADDRESS2));
        histograms.malloc(Math.max(0, bytes), weight);
    }

    private void dlopen(long[] words, int base) {
        calls.opened(
                EventLayout.getInt(words, base, EventLayout.STACK),
                EventLayout.getInt(words, base, EventLayout.EXTRA),
                address(words, base));
        histograms.dlopen(EventLayout.getLong(words, base, EventLayout.LATENCY));
    }

    private void dlclose(long[] words, int base) {
        calls.closed(
                EventLayout.getInt(words, base, EventLayout.STACK),
                EventLayout.getInt(words, base, EventLayout.EXTRA),
                address(words, base),
                EventLayout.getInt(words, base, EventLayout.PROT) != 0,
                (EventLayout.getInt(words, base, EventLayout.FLAGS) & EventLayout.TOLD) != 0);
    }

    private void called(CallKind kind, long[] words, int base) {
        calls.called(
                kind,
                EventLayout.getInt(words, base, EventLayout.STACK),
                EventLayout.getInt(words, base, EventLayout.EXTRA));
    }

    private void lost(long[] words, int base) {
        LossSource source = LOSS_SOURCES[EventLayout.getInt(words, base, EventLayout.EXTRA)];
        losses.add(source, EventLayout.getLong(words, base, EventLayout.LENGTH));
        switch (source) {
            case MMAP -> histograms.mmapsLost();
            case FAULT -> histograms.faultsLost();
            case DL -> calls.lost(true);
            case FIN -> calls.lost(false);
            case MALLOC -> mallocs.lost();
            case BRK -> programBreak = UNKNOWN; // what moved it is unknown: blamed on nobody
            default -> {}
        }
    }

    private void map(long[] words, int base, long start, long end, MappingKind kind) {
        int stack = EventLayout.getInt(words, base, EventLayout.STACK);
        int weight = Math.max(0, EventLayout.getInt(words, base, EventLayout.WEIGHT));
        live.map(time(words, base), start, end, kind, stack, weight);
    }

    private Instant at(long nanos) {
        return startAt.plusNanos(nanos - startNanos);
    }

    private long end(long start, long bytes) {
        return start + ((bytes + pageBytes - 1) & -pageBytes);
    }

    private boolean isRange(long start, long end) {
        return start >= 0 && start < end && (start & (pageBytes - 1)) == 0;
    }

    private static long time(long[] words, int base) {
        return EventLayout.getLong(words, base, EventLayout.TIME);
    }

    private static long address(long[] words, int base) {
        return EventLayout.getLong(words, base, EventLayout.ADDRESS);
    }
}
