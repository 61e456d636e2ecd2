@NullMarked
package dev.blindspot.linux.memory;

import org.jspecify.annotations.NullMarked;
