/** Immutable values every other package speaks in. */
@NullMarked
package dev.blindspot.model;

import org.jspecify.annotations.NullMarked;
