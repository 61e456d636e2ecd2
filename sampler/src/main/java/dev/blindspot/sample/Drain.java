package dev.blindspot.sample;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.KernelRing;
import dev.blindspot.linux.perf.RingKind;
import dev.blindspot.linux.perf.RingPoll;
import dev.blindspot.linux.perf.RingSet;
import dev.blindspot.model.LossSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The one thread that empties the kernel's rings: round by round it merges what is complete by time, sends events on,
 * counts losses and has the sampling periods set.
 *
 * <p>Threads: {@link #run} on its own; {@link #stop} by any; {@link #close} by the one that stopped it.
 */
final class Drain implements Runnable {
    /** Without a watermark's wake-up a round comes this often: soon enough for a flush each second. */
    private static final int ROUND_MILLIS = 100;

    /** The same while the target does nothing that is recorded: what wakes this thread is most of what that costs. */
    private static final int QUIET_ROUND_MILLIS = 250;

    /** So long after the last event rounds stay short: its readers have passed it on by then. */
    private static final long QUIET_AFTER_NANOS = 1_000_000_000;

    /** Where what is there must not wait. */
    private static final int SHORTEST_ROUND_MILLIS = 2;

    private static final long SECOND_NANOS = 1_000_000_000;

    /** What a record costs the thread it is taken of, and its stack besides: medians of a loop of mappings. */
    private static final long RECORD_NANOS = 500;

    private static final long STACK_NANOS = 1_000;

    /** What a record, or a stack, takes of this process; and a sample of a fault in all. */
    private static final long OWN_NANOS = 500;

    private static final long FAULT_NANOS = 3_000;

    private final Attachment attachment;
    private final EventOutput output;
    private final RecordHandler handler;
    private final SyscallTranslator syscalls;
    private final ProbeTranslator probes;
    private final MallocTranslator mallocs;
    private final LossCounter losses;
    private final TaskState tasks;
    private final TimeMerge merge;
    private final List<RingCursor> cursors = new ArrayList<>();
    private final RingPoll poll;
    private final SamplingPeriods periods;
    private final long intervalNanos;
    private final StackCollector stacks;
    private final CompletableFuture<Long> begun = new CompletableFuture<>();
    private volatile double pausedShare;
    private volatile long faultNanos;
    private volatile long stackNanos;
    private volatile long eventNanos;
    private boolean paused;
    private volatile boolean beginning;
    private volatile boolean stopping;
    private volatile long targetOverheadNanos;
    private boolean wasFilling;
    private long windowNanos;
    private long horizonNanos = Machine.monotonicNanos();
    private long completeNanos = horizonNanos;
    private long busyNanos = horizonNanos;
    private long eventsBefore;
    private long lossesReadNanos = horizonNanos;
    private long torn;

    Drain(
            Attachment attachment,
            EventOutput output,
            RecordHandler handler,
            SyscallTranslator syscalls,
            ProbeTranslator probes,
            MallocTranslator mallocs,
            StackCollector stacks,
            FaultWeights faultWeights,
            TaskState tasks,
            long intervalNanos) {
        this.attachment = attachment;
        this.output = output;
        this.handler = handler;
        this.syscalls = syscalls;
        this.probes = probes;
        this.mallocs = mallocs;
        this.stacks = stacks;
        this.tasks = tasks;
        this.intervalNanos = intervalNanos;
        RingSet rings = attachment.rings();
        for (int i = 0; i < rings.ringCount(); i++) {
            KernelRing ring = rings.ring(i);
            // Most faults of a machine are others': of their samples only the number is wanted.
            cursors.add(new RingCursor(ring, handler.pid(), rings.kind(i) == RingKind.SIDE ? handler : null));
        }
        this.merge = new TimeMerge(cursors);
        this.losses = new LossCounter(rings.specs());
        this.poll = new RingPoll(rings);
        this.periods = new SamplingPeriods(attachment, handler, faultWeights, horizonNanos);
    }

    /** Opens the window: what happens from the time given back on is handed on, and its losses are counted. */
    long begin() {
        beginning = true;
        wake();
        return begun.join();
    }

    /** Ends the recording: what the rings hold is still handed on. */
    void stop() {
        stopping = true;
        wake();
    }

    /** What fault samples have cost so far, of whomever they are; any thread. */
    long faultNanos() {
        return faultNanos;
    }

    /** What stacks have cost so far, here too; any thread. */
    long stackNanos() {
        return stackNanos;
    }

    /** What records have cost so far, here too; any thread. */
    long eventNanos() {
        return eventNanos;
    }

    /** Samples so much less from now on than rates allow; any thread. */
    void thin(double faults, double stacksTaken) {
        periods.thin(faults, stacksTaken);
    }

    /** Records mappings in the rest of each second only; any thread. */
    void pauseEvents(double share) {
        pausedShare = share;
    }

    /** After {@link #run} has ended, and nobody wakes it any more. */
    void close() {
        periods.close();
        poll.close();
    }

    /** Estimate of the CPU time caused in the target; any thread. */
    long targetOverheadNanos() {
        return targetOverheadNanos;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                round();
            }
            attachment.rings().disable();
            merge.run(Long.MAX_VALUE, handler);
            addFullRings();
            long now = Machine.monotonicNanos();
            countLosses(now);
            if (tasks.takenNames().stream().anyMatch(name -> !attachment.follows(name))) {
                lostUncounted(now);
            }
            output.publish(now);
        } finally {
            begun.completeExceptionally(new IllegalStateException("the drain ended before its window began"));
            output.end();
        }
    }

    /** Waits until a ring is filling or it is time, and hands on what was complete the round before. */
    void round() {
        boolean filling = poll.await(roundMillis()) > 0;
        long now = Machine.monotonicNanos();
        merge.run(horizonNanos, handler);
        endRound(now);
        output.publish(horizonNanos);
        completeNanos = horizonNanos;
        horizonNanos = now;
        wasFilling = filling && merge.hasMore();
        if (output.events() != eventsBefore) {
            eventsBefore = output.events();
            busyNanos = now;
        }
    }

    private int roundMillis() {
        if (wasFilling) {
            // What filled a ring is complete only now: it is not left there until the ring fills again.
            return SHORTEST_ROUND_MILLIS;
        }
        int thinning = periods.roundMillis();
        if (thinning > 0) {
            return thinning;
        }
        boolean isQuiet = horizonNanos - busyNanos >= QUIET_AFTER_NANOS && !mallocs.hasWindows();
        return isQuiet ? quietRoundMillis() : ROUND_MILLIS;
    }

    /** Up to an interval's end, and after it a short one that completes it: an interval is not late for that it is quiet. */
    private int quietRoundMillis() {
        long since = horizonNanos - windowNanos;
        if (since / intervalNanos != (completeNanos - windowNanos) / intervalNanos) {
            return SHORTEST_ROUND_MILLIS;
        }
        long leftMillis = (intervalNanos - since % intervalNanos) / 1_000_000 + 1;
        return (int) Math.min(leftMillis, QUIET_ROUND_MILLIS);
    }

    /** Has the next round begin at once; any thread. */
    void wake() {
        poll.wake();
    }

    /** What was lost before is nobody's: the rings filled while the events were being opened. */
    private void openWindow() {
        losses.read(attachment.rings(), Set.of());
        long startNanos = Machine.monotonicNanos();
        lossesReadNanos = startNanos;
        windowNanos = startNanos;
        handler.startAt(startNanos);
        if (!attachment.isSettled()) {
            lostUncounted(startNanos);
        }
        begun.complete(startNanos);
    }

    private void endRound(long now) {
        faultNanos = handler.faultSamples() * FAULT_NANOS;
        stackNanos = stacks.collected() * (STACK_NANOS + OWN_NANOS);
        eventNanos = output.events() * (RECORD_NANOS + OWN_NANOS);
        targetOverheadNanos = output.events() * RECORD_NANOS + stacks.collected() * STACK_NANOS;
        // By number: an iterator each round would be garbage.
        List<String> names = tasks.takenNames();
        for (int i = 0; i < names.size(); i++) {
            if (attachment.renamed(names.get(i)) && begun.isDone()) {
                lostUncounted(now);
            }
        }
        if (beginning && !begun.isDone()) {
            openWindow();
        }
        pauseOrGoOn(now);
        if (begun.isDone() && now - lossesReadNanos >= intervalNanos) {
            countLosses(now);
        }
        if (!periods.set(now) && begun.isDone()) {
            output.lost(LossSource.FAULT, LossCounter.UNKNOWN, now);
        }
    }

    /** What happens in a pause is lost, and nobody counts it. */
    private void pauseOrGoOn(long now) {
        boolean pauses = now % SECOND_NANOS < pausedShare * SECOND_NANOS;
        if (pauses != paused) {
            attachment.rings().pause(pauses);
            paused = pauses;
            lostUncounted(now);
        }
    }

    /** What threads did in a pause, or between taking a name and being followed under it: nobody counted it. */
    private void lostUncounted(long now) {
        for (LossSource source : LossSource.CALLS) {
            output.lost(source, LossCounter.UNKNOWN, now);
        }
    }

    /** Asks the kernel where it can have lost anything: a system call an event, that interrupts its CPU. */
    private void countLosses(long now) {
        lossesReadNanos = now;
        losses.none();
        Set<RingKind> overflowed = handler.overflowed();
        if (mayHaveLost() || !overflowed.isEmpty()) {
            losses.read(attachment.rings(), overflowed);
            overflowed.clear();
        }
        for (LossSource source : LossSource.values()) {
            if (losses.lost(source) != 0) {
                output.lost(source, losses.lost(source), now);
            }
        }
        if (losses.hasLostCode()) {
            handler.codeLost();
        }
        if (losses.hasLostTasks()) {
            tasks.lost();
            lostUncounted(now);
        }
        long mremaps = syscalls.takeIncomplete();
        if (mremaps > 0) {
            output.lost(LossSource.MREMAP, mremaps, now);
        }
        long allocations = mallocs.takeLost();
        if (allocations > 0) {
            output.lost(LossSource.MALLOC, allocations, now);
        }
        long libraryCalls = probes.takeIncomplete();
        if (libraryCalls > 0) {
            output.lost(LossSource.DL, libraryCalls, now);
        }
        long tornNow = 0;
        for (RingCursor cursor : cursors) {
            tornNow += cursor.torn();
        }
        long malformed = handler.takeMalformed();
        if (tornNow > torn || malformed > 0) {
            torn = tornNow;
            lostUncounted(now);
        }
    }

    /** What a ring has lost since its last record no record tells. */
    private void addFullRings() {
        for (int i = 0; i < cursors.size(); i++) {
            if (cursors.get(i).wasFull()) {
                handler.overflowed().add(attachment.rings().kind(i));
            }
        }
    }

    private boolean mayHaveLost() {
        boolean may = stopping;
        for (int i = 0; i < cursors.size(); i++) {
            may |= cursors.get(i).takeMayHaveLost();
        }
        return may;
    }
}
