/** Documents that were written before and are read again. */
@NullMarked
package dev.blindspot.ingest;

import org.jspecify.annotations.NullMarked;
