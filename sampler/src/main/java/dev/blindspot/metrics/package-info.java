/** A look at a process as metric families: names, units and labels by Prometheus's conventions. */
@NullMarked
package dev.blindspot.metrics;

import org.jspecify.annotations.NullMarked;
