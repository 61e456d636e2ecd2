package dev.blindspot.linux.perf;

/**
 * An instruction that reports whenever a process comes to it: the kernel puts a breakpoint there, in every process that
 * has the file mapped, and takes it away with the event's descriptor.
 *
 * @param path of the file, as this process finds it: a link of /proc leads into containers and to deleted files
 * @param offset of the instruction in the file; the kernel checks that one begins there
 * @param atReturn report when the function that begins there returns. C functions only: it changes the return address
 *     on the stack, which Go reads and moves
 */
public record Uprobe(String path, long offset, boolean atReturn) {}
