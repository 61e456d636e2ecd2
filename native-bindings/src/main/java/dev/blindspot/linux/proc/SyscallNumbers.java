package dev.blindspot.linux.proc;

import dev.blindspot.linux.Machine;

/** Numbers of system calls libc of Debian 11 to 13 has no plain function for, by machine. */
final class SyscallNumbers {
    static final long GETDENTS64 = Machine.ARM64 ? 61 : 217;
    static final long STATX = Machine.ARM64 ? 291 : 332;

    private SyscallNumbers() {}
}
