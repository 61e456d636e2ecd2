package dev.blindspot.elf;

import org.jspecify.annotations.Nullable;

/**
 * A function at one address, as a compiler wrote it down.
 *
 * @param function its name
 * @param file source path; null if unknown
 * @param line source line, from 1; 0 if unknown
 * @param inlined whether it was inlined into the frame that follows
 */
public record SourceFrame(String function, @Nullable String file, int line, boolean inlined) {}
