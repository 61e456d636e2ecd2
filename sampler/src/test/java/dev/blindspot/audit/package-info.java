@NullMarked
package dev.blindspot.audit;

import org.jspecify.annotations.NullMarked;
