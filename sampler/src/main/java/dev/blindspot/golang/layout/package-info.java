/** The structures of Go's runtime, as data: one file per minor version and architecture. */
@NullMarked
package dev.blindspot.golang.layout;

import org.jspecify.annotations.NullMarked;
