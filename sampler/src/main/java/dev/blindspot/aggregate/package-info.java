/** Events to live mappings, call sites and histograms; intervals to the state of a whole window. */
@NullMarked
package dev.blindspot.aggregate;

import org.jspecify.annotations.NullMarked;
