/** From the history of a window to findings: one leak class a file, and the report that holds them. */
@NullMarked
package dev.blindspot.detect;

import org.jspecify.annotations.NullMarked;
