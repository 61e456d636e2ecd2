/** The commands: arguments, wiring, exit codes; all printing. */
@NullMarked
package dev.blindspot.cli;

import org.jspecify.annotations.NullMarked;
