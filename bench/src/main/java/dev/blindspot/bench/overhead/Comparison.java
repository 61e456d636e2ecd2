package dev.blindspot.bench.overhead;

import dev.blindspot.bench.RatioInterval;
import java.util.List;
import java.util.Map;

/** What a target measured of itself under observers, and beside that without. */
interface Comparison {
    /** The observers that ran. */
    List<String> names();

    /** Who could not run, and why. */
    Map<String, String> skipped();

    /** All values of a figure under an observer. */
    double[] each(String name, String figure);

    /** A figure under an observer over the same without, pair by pair. */
    RatioInterval ratio(String name, String figure);
}
