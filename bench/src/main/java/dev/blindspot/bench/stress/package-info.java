/** jcstress tests: what the memory model allows two threads to see. */
@NullMarked
package dev.blindspot.bench.stress;

import org.jspecify.annotations.NullMarked;
