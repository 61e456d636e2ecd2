/** Addresses of a process to frames: Go functions with what was inlined into them, C functions, mappings. */
@NullMarked
package dev.blindspot.symbol;

import org.jspecify.annotations.NullMarked;
