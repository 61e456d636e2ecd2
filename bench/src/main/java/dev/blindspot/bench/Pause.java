package dev.blindspot.bench;

/** Spins while there is nothing to do, and yields after a while of it. Threads: one each. */
final class Pause {
    private static final int SPINS = 200;

    private int fruitless;

    /** Waits a moment if nothing was done. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // with fewer processors than threads, spinning alone would measure the scheduler
    void after(long done) {
        if (done > 0) {
            fruitless = 0;
        } else if (++fruitless < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
