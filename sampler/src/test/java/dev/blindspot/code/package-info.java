@NullMarked
package dev.blindspot.code;

import org.jspecify.annotations.NullMarked;
