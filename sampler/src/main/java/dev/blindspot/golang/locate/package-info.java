/** Finds Go's runtime in a process: its modules, its global variables, and whether a layout fits it. */
@NullMarked
package dev.blindspot.golang.locate;

import org.jspecify.annotations.NullMarked;
