/** All that touches a live target: attaching, the drain, gauges, identity, pacing. */
@NullMarked
package dev.blindspot.sample;

import org.jspecify.annotations.NullMarked;
