/** What machine code refers to: data, and functions it calls. */
@NullMarked
package dev.blindspot.code;

import org.jspecify.annotations.NullMarked;
