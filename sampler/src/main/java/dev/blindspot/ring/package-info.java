/** A lock-free ring for one writer and one reader, off the heap. */
@NullMarked
package dev.blindspot.ring;

import org.jspecify.annotations.NullMarked;
