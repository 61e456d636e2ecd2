/** What the target pays for being observed, measured by itself, beside other observers. */
@NullMarked
package dev.blindspot.bench.overhead;

import org.jspecify.annotations.NullMarked;
