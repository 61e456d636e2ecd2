package dev.blindspot.bench;

/**
 * One thing done by us and by another.
 *
 * @param peer the other
 * @param operations how many one run does
 * @param parallel whether other threads work for it too: then the clock on the wall counts, else the thread's CPU time
 * @param compare fails if both do not come to the same
 * @param before what comes before each run and is not measured
 */
record Pair(
        String name,
        String peer,
        int operations,
        boolean parallel,
        Runnable compare,
        Runnable before,
        Runnable ours,
        Runnable theirs) {
    /** Of one thread, with nothing before a run. */
    static Pair of(String name, String peer, int operations, Runnable compare, Runnable ours, Runnable theirs) {
        return new Pair(name, peer, operations, false, compare, Pair::nothing, ours, theirs);
    }

    /** With something before each run. */
    Pair after(Runnable first) {
        return new Pair(name, peer, operations, parallel, compare, first, ours, theirs);
    }

    /** By the clock on the wall. */
    Pair byWallClock() {
        return new Pair(name, peer, operations, true, compare, before, ours, theirs);
    }

    private static void nothing() {}
}
