/** What a Go program's file tells of leaks before it runs. */
@NullMarked
package dev.blindspot.audit;

import org.jspecify.annotations.NullMarked;
