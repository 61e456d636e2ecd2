package dev.blindspot.sample;

import dev.blindspot.linux.perf.EventRole;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a hit of a probe costs the thread that runs into it, from the records themselves: a thread cannot come to its next
 * probe sooner. Machines differ tenfold, and so do the first instructions of functions: what the kernel cannot emulate it
 * steps through.
 *
 * <p>Of the times from a record to the same thread's next the first quartile counts: what the thread does of its own between
 * two hits is in it, so that it is rather too much, and its waits are not.
 *
 * <p>Threads: any; each call by itself. Allocation: {@link #take} only.
 */
final class HitCosts {
    /** A thread that does something else in between tells nothing; no hit takes so long. */
    static final long MOST_NANOS = 50_000;

    /** Where a place was hit too seldom to tell. */
    static final long UNKNOWN_NANOS = 10_000;

    private static final int FEWEST = 8;
    private static final int KEPT = 1024;
    private static final int BEFORE = 0;
    private static final int BEFORE_ROLE = 1;
    private static final int ROLES = EventRole.values().length;

    private final PendingCalls last = new PendingCalls();
    private final long[] hits = new long[ROLES];
    private final int[] told = new int[ROLES];
    private final long[][] nanos = new long[ROLES][];

    /** @param roles the places there are */
    HitCosts(Iterable<EventRole> roles) {
        roles.forEach(role -> nanos[role.ordinal()] = new long[KEPT]);
    }

    /** A thread hit a place; of each thread in the order of time. */
    synchronized void hit(EventRole role, int tid, long atNanos) {
        hits[role.ordinal()]++;
        long before = last.take(tid, BEFORE);
        if (before != PendingCalls.NONE) {
            int of = (int) last.take(tid, BEFORE_ROLE);
            if (told[of] < KEPT) {
                nanos[of][told[of]++] = atNanos - before;
            }
        }
        last.put(tid, BEFORE, atNanos);
        last.put(tid, BEFORE_ROLE, role.ordinal());
    }

    /**
     * Of one place.
     *
     * @param hits since the last time it was asked
     * @param nanosEach what one takes
     */
    record Cost(long hits, long nanosEach) {
        static final Cost NONE = new Cost(0, 0);
    }

    /** What there was since the last call, of the places that were hit. */
    synchronized Map<EventRole, Cost> take() {
        Map<EventRole, Cost> taken = new EnumMap<>(EventRole.class);
        for (EventRole role : EventRole.values()) {
            int of = role.ordinal();
            if (hits[of] > 0) {
                taken.put(role, new Cost(hits[of], quartile(nanos[of], told[of])));
            }
        }
        Arrays.fill(hits, 0);
        Arrays.fill(told, 0);
        return taken;
    }

    private static long quartile(long[] values, int count) {
        if (count < FEWEST) {
            return UNKNOWN_NANOS;
        }
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return Math.min(MOST_NANOS, sorted[count / 4]);
    }
}
