/** What happened in the target, as fixed records in a ring; the stacks they name; their codecs. */
@NullMarked
package dev.blindspot.event;

import org.jspecify.annotations.NullMarked;
