package dev.blindspot.golang.locate;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.Symbolizer;

/**
 * What Go's runtime is read from: a live process, or a saved image of one.
 *
 * @param executable the program's file; whoever made this keeps it open
 * @param bias what is added to an address as linked to get the process's
 * @param code executable mappings
 */
public record TargetImage(ElfFile executable, long bias, CodeMap code, MemoryReader memory, Symbolizer symbolizer) {}
