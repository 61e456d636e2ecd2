package dev.blindspot.plan;

import org.jspecify.annotations.Nullable;

/**
 * How a quantity grows.
 *
 * @param trend null where there are too few samples
 * @param steadySinceSecond since when it is steady, in the process that was seen last; null where it is not
 */
record Growth(
        Verdict verdict, @Nullable Trend trend, @Nullable Double steadySinceSecond) {}
