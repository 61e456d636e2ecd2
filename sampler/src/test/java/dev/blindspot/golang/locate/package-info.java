@NullMarked
package dev.blindspot.golang.locate;

import org.jspecify.annotations.NullMarked;
