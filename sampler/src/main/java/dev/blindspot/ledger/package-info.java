/** Every resident byte of a process in one category. */
@NullMarked
package dev.blindspot.ledger;

import org.jspecify.annotations.NullMarked;
