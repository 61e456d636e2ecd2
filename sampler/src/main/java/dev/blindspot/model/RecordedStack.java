package dev.blindspot.model;

/**
 * A stack under the id that call sites and events name it by.
 *
 * @param byRuntime taken at a mapping that Go's runtime itself made
 */
public record RecordedStack(int id, Stack stack, boolean byRuntime) {}
