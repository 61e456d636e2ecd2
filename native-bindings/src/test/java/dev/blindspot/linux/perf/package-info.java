@NullMarked
package dev.blindspot.linux.perf;

import org.jspecify.annotations.NullMarked;
