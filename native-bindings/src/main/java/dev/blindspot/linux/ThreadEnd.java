package dev.blindspot.linux;

/** The end of a thread. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /** Waits for it, which must be on its way; an interrupt in between is there again afterwards. */
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
