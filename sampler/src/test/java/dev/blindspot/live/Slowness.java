package dev.blindspot.live;

/**
 * How many times longer than on a usual machine tests must watch a target: {@code BLINDSPOT_TEST_SLOWNESS}, 1 unless set;
 * for emulated machines, where a look at a process takes so long that its budget allows few.
 */
public final class Slowness {
    private static final int TIMES = Integer.parseInt(System.getenv().getOrDefault("BLINDSPOT_TEST_SLOWNESS", "1"));

    private Slowness() {}

    /** What is enough here where so many seconds are enough elsewhere. */
    public static int seconds(int usually) {
        return usually * TIMES;
    }

    /** How many of something that happens now and then may happen here where so many may elsewhere. */
    public static int times(int usually) {
        return usually * TIMES;
    }

    /** How many can go on side by side here where so many can elsewhere. */
    public static int sideBySide(int usually) {
        return Math.max(1, usually / TIMES);
    }
}
