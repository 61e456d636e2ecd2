package dev.blindspot.model;

/**
 * Threads as Go's scheduler knows them.
 *
 * @param total with an M of their own
 * @param idle parked
 * @param inCgo in a C call
 * @param locked locked to a goroutine
 */
public record SchedulerThreads(int total, int idle, int inCgo, int locked) {}
