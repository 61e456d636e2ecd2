package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/** One gauge at one time; a null value could not be read. */
public record Gauge(String name, String unit, @Nullable Double value) {
    /** The unit of gauges a user had recorded besides, by which they are told from the others. */
    public static final String LOAD = "load";
}
