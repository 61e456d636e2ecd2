/** What ties a Go process to code and memory outside of Go: plugins and cgo handles. */
@NullMarked
package dev.blindspot.golang.foreign;

import org.jspecify.annotations.NullMarked;
