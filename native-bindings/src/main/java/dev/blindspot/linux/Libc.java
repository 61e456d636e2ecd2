package dev.blindspot.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * The libc calls Blindspot makes, one method a function.
 *
 * <p>Each returns what the function returns, or {@code -errno} where it failed; nothing is thrown, for a failure is a
 * normal result on a live target.
 *
 * <p>Threads: any. Allocation: none after a thread's first call.
 *
 * <p>Source: section 2 of the manual for each name.
 */
public final class Libc {
    private static final MemorySegment OPEN = Downcall.function("open");
    private static final MemorySegment CLOSE = Downcall.function("close");
    private static final MemorySegment READ = Downcall.function("read");
    private static final MemorySegment WRITE = Downcall.function("write");
    private static final MemorySegment PREAD = Downcall.function("pread");
    private static final MemorySegment READLINK = Downcall.function("readlink");
    private static final MemorySegment IOCTL = Downcall.function("ioctl");
    private static final MemorySegment POLL = Downcall.function("poll");
    private static final MemorySegment MMAP = Downcall.function("mmap");
    private static final MemorySegment MUNMAP = Downcall.function("munmap");
    private static final MemorySegment PROCESS_VM_READV = Downcall.function("process_vm_readv");
    private static final MemorySegment SYSCALL = Downcall.function("syscall");
    private static final MemorySegment KILL = Downcall.function("kill");
    private static final MemorySegment PTRACE = Downcall.function("ptrace");
    private static final MemorySegment WAITPID = Downcall.function("waitpid");
    private static final MemorySegment SYSCONF = Downcall.function("sysconf");
    private static final MemorySegment CLOCK_GETTIME = Downcall.function("clock_gettime");
    private static final MemorySegment EVENTFD = Downcall.function("eventfd");
    private static final MemorySegment MOUNT = Downcall.function("mount");
    private static final MemorySegment PRLIMIT = Downcall.function("prlimit");

    private Libc() {}

    /** Opens a NUL-terminated path that exists; gives a descriptor. */
    public static int open(MemorySegment path, int flags) {
        try {
            return Downcall.number(OPEN, Downcall.address(path), flags, 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** Closes a descriptor; it is gone whatever this returns. */
    public static int close(int fd) {
        return Downcall.number(CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /** Reads at the current offset; gives bytes read. */
    public static long read(int fd, MemorySegment buffer, long bytes) {
        try {
            return Downcall.word(READ, fd, Downcall.address(buffer), bytes, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** Writes at the current offset; gives bytes written. */
    public static long write(int fd, MemorySegment buffer, long bytes) {
        try {
            return Downcall.word(WRITE, fd, Downcall.address(buffer), bytes, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** Reads at an offset; gives bytes read, 0 at the end. */
    public static long pread(int fd, MemorySegment buffer, long bytes, long offset) {
        try {
            return Downcall.word(PREAD, fd, Downcall.address(buffer), bytes, offset, 0, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** Reads a symbolic link; gives its length, no NUL is added. */
    public static long readlink(MemorySegment path, MemorySegment buffer, long bytes) {
        try {
            return Downcall.word(READLINK, Downcall.address(path), Downcall.address(buffer), bytes, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(path);
            Reference.reachabilityFence(buffer);
        }
    }

    /** Device control with a word as argument (a pointer as its address). */
    public static int ioctl(int fd, long request, long argument) {
        return Downcall.number(IOCTL, fd, request, argument, 0, 0, 0);
    }

    /** Waits for any of the descriptors; gives how many are ready, 0 on a time-out. */
    public static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        try {
            return Downcall.number(POLL, Downcall.address(pollfds), count, timeoutMillis, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(pollfds);
        }
    }

    /** Maps memory into this process; gives its address. */
    public static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        return Downcall.word(MMAP, address, length, protection, flags, fd, offset);
    }

    /** Unmaps memory of this process. */
    public static int munmap(long address, long length) {
        return Downcall.number(MUNMAP, address, length, 0, 0, 0, 0);
    }

    /** Reads another process's memory by vectors of {@code iovec}; gives bytes read, fewer where a page is missing. */
    public static long processVmReadv(
            int pid, MemorySegment local, long localCount, MemorySegment remote, long remoteCount) {
        try {
            return Downcall.word(
                    PROCESS_VM_READV,
                    pid,
                    Downcall.address(local),
                    localCount,
                    Downcall.address(remote),
                    remoteCount,
                    0);
        } finally {
            Reference.reachabilityFence(local);
            Reference.reachabilityFence(remote);
        }
    }

    /** A system call by number, for those libc has no function for; unused arguments are 0. */
    public static long syscall(long number, long a, long b, long c, long d, long e) {
        return Downcall.word(SYSCALL, number, a, b, c, d, e);
    }

    /** Sends a signal; signal 0 only asks whether it could be sent. */
    public static int kill(int pid, int signal) {
        return Downcall.number(KILL, pid, signal, 0, 0, 0, 0);
    }

    /** Asks something of a thread that is or will be traced by the calling thread; the address as a number. */
    public static long ptrace(int request, int tid, long address, long data) {
        return Downcall.word(PTRACE, request, tid, address, data, 0, 0);
    }

    /** Waits for a child or a traced thread; gives its id, or 0 where none changed and WNOHANG is among the options. */
    public static int waitpid(int pid, MemorySegment status, int options) {
        try {
            return Downcall.number(WAITPID, pid, Downcall.address(status), options, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(status);
        }
    }

    /** A system constant. */
    public static long sysconf(int name) {
        return Downcall.word(SYSCONF, name, 0, 0, 0, 0, 0);
    }

    /** Reads a clock into a {@code timespec}. */
    public static int clockGettime(int clock, MemorySegment timespec) {
        try {
            return Downcall.number(CLOCK_GETTIME, clock, Downcall.address(timespec), 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(timespec);
        }
    }

    /** Makes an event counter, to wake a thread that polls; gives a descriptor. */
    public static int eventfd(int initial, int flags) {
        return Downcall.number(EVENTFD, initial, flags, 0, 0, 0, 0);
    }

    /** Mounts a file system; paths and type are NUL-terminated, {@code data} may be NULL. */
    public static int mount(
            MemorySegment source, MemorySegment target, MemorySegment type, long flags, MemorySegment data) {
        try {
            return Downcall.number(
                    MOUNT,
                    Downcall.address(source),
                    Downcall.address(target),
                    Downcall.address(type),
                    flags,
                    Downcall.address(data),
                    0);
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(type);
            Reference.reachabilityFence(data);
        }
    }

    /** Reads a limit of a process into one {@code rlimit}, or sets it from another; NULL for what is not wanted. */
    public static int prlimit(int pid, int resource, MemorySegment newLimit, MemorySegment oldLimit) {
        try {
            return Downcall.number(
                    PRLIMIT, pid, resource, Downcall.address(newLimit), Downcall.address(oldLimit), 0, 0);
        } finally {
            Reference.reachabilityFence(newLimit);
            Reference.reachabilityFence(oldLimit);
        }
    }
}
