/** What memory a service will need: growth, steady states, peaks and limits, from what recordings kept. */
@NullMarked
package dev.blindspot.plan;

import org.jspecify.annotations.NullMarked;
