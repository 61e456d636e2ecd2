package dev.blindspot.diff;

/**
 * Bytes, and by how much they may differ from one run to the next of the same program.
 *
 * @param noise in bytes, about two standard deviations
 */
record Measure(long bytes, double noise) {
    static final Measure NOTHING = new Measure(0, 0);

    Measure plus(Measure other) {
        return new Measure(bytes + other.bytes, Math.hypot(noise, other.noise));
    }

    Measure withNoise(double least) {
        return least <= noise ? this : new Measure(bytes, least);
    }
}
