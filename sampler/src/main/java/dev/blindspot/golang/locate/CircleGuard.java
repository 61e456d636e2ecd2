package dev.blindspot.golang.locate;

/**
 * Notices that a list runs in a circle, without keeping what it met.
 *
 * <p>Threads: one. Source: R. P. Brent, An improved Monte Carlo factorization algorithm, 1980.
 */
public final class CircleGuard {
    private long kept;
    private long steps;
    private long stepsToKeep = 1;

    /**
     * Asked of each element in turn.
     *
     * @return true once the list is in a circle: within three times its length
     */
    public boolean closes(long address) {
        if (address == kept) {
            return true;
        }
        if (++steps == stepsToKeep) {
            kept = address;
            steps = 0;
            stepsToKeep *= 2;
        }
        return false;
    }
}
