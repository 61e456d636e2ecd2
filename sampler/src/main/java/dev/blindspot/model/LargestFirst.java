package dev.blindspot.model;

import java.util.Comparator;
import java.util.function.ToLongFunction;

/**
 * The order of most lists that people read. What {@link Comparator} makes can be serialized, so the JVM writes a class for
 * each at run time, and a look is over before that pays.
 */
public final class LargestFirst {
    private LargestFirst() {}

    /** By falling size. */
    public static <T> Comparator<T> by(ToLongFunction<? super T> size) {
        return (a, b) -> Long.compare(size.applyAsLong(b), size.applyAsLong(a));
    }

    /** By falling size, and where that is the same by another. */
    public static <T> Comparator<T> by(ToLongFunction<? super T> size, ToLongFunction<? super T> then) {
        return (a, b) -> {
            int order = Long.compare(size.applyAsLong(b), size.applyAsLong(a));
            return order != 0 ? order : Long.compare(then.applyAsLong(b), then.applyAsLong(a));
        };
    }
}
