/** The libc calls Blindspot makes, with errno; machine facts; nothing above the level of one call. */
@NullMarked
package dev.blindspot.linux;

import org.jspecify.annotations.NullMarked;
