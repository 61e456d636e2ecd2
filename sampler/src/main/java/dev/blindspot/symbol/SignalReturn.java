package dev.blindspot.symbol;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;

/**
 * The code a signal handler of x86-64 returns to: stripped C libraries keep no name for it, and nobody calls it, so that
 * the byte before it belongs to nothing. Debuggers know it by its instructions, too.
 *
 * <p><i>Source.</i> glibc sysdeps/unix/sysv/linux/x86_64/libc_sigaction.c; musl src/signal/x86_64/restore.s. On arm64 it
 * is in the vdso.
 */
final class SignalReturn {
    /** Its name in glibc. */
    static final String NAME = "__restore_rt";

    /** {@code mov $15, %rax}: rt_sigreturn; the last byte is the first of {@code syscall}. */
    private static final long MOV_15_RAX = 0x0f_00_00_00_0f_c0_c7_48L;

    private static final int REST_OF_SYSCALL = 0x05;
    private static final int LENGTH = 9;

    private SignalReturn() {}

    /** Whether it begins at this linked address of a file. */
    static boolean isAt(ElfFile file, long address) throws ElfFormatException {
        long offset = file.arch() == Arch.AMD64 ? file.offsetOf(address) : -1;
        return file.bytes().holds(offset, LENGTH)
                && file.bytes().i64(offset) == MOV_15_RAX
                && file.bytes().u8(offset + 8) == REST_OF_SYSCALL;
    }
}
