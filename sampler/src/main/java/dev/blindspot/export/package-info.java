/** What others read: one output format a file, field by field as the contract names them. */
@NullMarked
package dev.blindspot.export;

import org.jspecify.annotations.NullMarked;
