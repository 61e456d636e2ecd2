package dev.blindspot.golang.heap;

/**
 * A set of so many words at most, emptied at once: it is for each of a million objects anew.
 *
 * <p>Threads: one. Allocation: none after the constructor. Layout: open addressing; a slot is in use if it is of this round.
 */
final class VisitedSet {
    private final long[] words;
    private final int[] rounds;
    private int round = 1;

    VisitedSet(int capacity) {
        int slots = Integer.highestOneBit(Math.max(capacity, 1)) * 4;
        words = new long[slots];
        rounds = new int[slots];
    }

    void clear() {
        round++;
    }

    /** Whether it was not there before. */
    boolean add(long word) {
        int mask = words.length - 1;
        int at = (int) ((word * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (rounds[at] == round) {
            if (words[at] == word) {
                return false;
            }
            at = (at + 1) & mask;
        }
        words[at] = word;
        rounds[at] = round;
        return true;
    }
}
