/** Readers of events as they happen: each has its own ring, its own numbers and its own losses. */
@NullMarked
package dev.blindspot.stream;

import org.jspecify.annotations.NullMarked;
