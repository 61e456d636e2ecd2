/** What changed between two looks at a service, and what of it is more than noise. */
@NullMarked
package dev.blindspot.diff;

import org.jspecify.annotations.NullMarked;
