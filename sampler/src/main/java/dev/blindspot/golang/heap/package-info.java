/** What Go's heap holds: accounts, spans, and what hangs on objects. */
@NullMarked
package dev.blindspot.golang.heap;

import org.jspecify.annotations.NullMarked;
