package dev.blindspot.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that were lost.
 *
 * @param source what kind of event
 * @param count how many; null if that cannot be known
 * @param from start of the time in which they were lost
 * @param to end of it
 */
public record Loss(LossSource source, @Nullable Long count, Instant from, Instant to) {}
