/** The state of a Go process's runtime at one look, put together from its parts. */
@NullMarked
package dev.blindspot.golang;

import org.jspecify.annotations.NullMarked;
