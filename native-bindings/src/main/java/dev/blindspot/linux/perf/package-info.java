/** Kernel events: what to attach, attaching it, and reading the rings it fills; bytes in, no meaning added. */
@NullMarked
package dev.blindspot.linux.perf;

import org.jspecify.annotations.NullMarked;
