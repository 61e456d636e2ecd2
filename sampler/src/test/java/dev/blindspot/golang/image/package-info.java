@NullMarked
package dev.blindspot.golang.image;

import org.jspecify.annotations.NullMarked;
