@NullMarked
package dev.blindspot.ledger;

import org.jspecify.annotations.NullMarked;
