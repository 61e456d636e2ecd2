/** Processes as metrics for whoever asks: over HTTP when asked, by OTLP on its own. */
@NullMarked
package dev.blindspot.serve;

import org.jspecify.annotations.NullMarked;
