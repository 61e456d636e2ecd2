/** What an ELF file says, Go's own tables included: bytes to meaning, no process needed. */
@NullMarked
package dev.blindspot.elf;

import org.jspecify.annotations.NullMarked;
