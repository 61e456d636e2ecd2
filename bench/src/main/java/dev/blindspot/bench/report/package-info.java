/** Results of benchmarks as a page to read. */
@NullMarked
package dev.blindspot.bench.report;

import org.jspecify.annotations.NullMarked;
