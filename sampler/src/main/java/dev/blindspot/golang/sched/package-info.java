/** Goroutines and threads, as Go's scheduler knows them. */
@NullMarked
package dev.blindspot.golang.sched;

import org.jspecify.annotations.NullMarked;
