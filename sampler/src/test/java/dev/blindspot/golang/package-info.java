@NullMarked
package dev.blindspot.golang;

import org.jspecify.annotations.NullMarked;
