package dev.blindspot.model;

import org.jspecify.annotations.Nullable;

/** One gauge at one time; a null value could not be read. */
public record Gauge(String name, String unit, @Nullable Double value) {}
