/** Running Go programs for tests, and recordings held against what those programs say of themselves. */
@NullMarked
package dev.blindspot.live;

import org.jspecify.annotations.NullMarked;
