/** JMH benchmarks of the critical path, each beside its peers or a baseline. */
@NullMarked
package dev.blindspot.bench;

import org.jspecify.annotations.NullMarked;
