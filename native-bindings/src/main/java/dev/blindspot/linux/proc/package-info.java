/** {@code /proc} and cgroup files: thin readers into reused buffers, and parsers over their bytes. */
@NullMarked
package dev.blindspot.linux.proc;

import org.jspecify.annotations.NullMarked;
