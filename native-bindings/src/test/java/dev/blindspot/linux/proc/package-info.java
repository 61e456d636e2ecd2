@NullMarked
package dev.blindspot.linux.proc;

import org.jspecify.annotations.NullMarked;
