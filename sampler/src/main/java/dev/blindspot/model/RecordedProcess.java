package dev.blindspot.model;

import java.time.Instant;

/**
 * A recording goes on with another process: what is told from here on is of this one.
 *
 * @param startedAt when it was attached to, wall clock
 * @param startedNanos the same, monotonic
 * @param first the inspection then
 */
public record RecordedProcess(Instant startedAt, long startedNanos, Inspection first) {}
