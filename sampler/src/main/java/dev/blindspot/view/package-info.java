/** What people read in a terminal: aligned text of at most 100 columns. */
@NullMarked
package dev.blindspot.view;

import org.jspecify.annotations.NullMarked;
