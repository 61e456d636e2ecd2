package dev.blindspot.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc calls Blindspot makes, one method a function.
 *
 * <p>Each returns what the function returns, or {@code -errno} where it failed; nothing is thrown, for a failure is a
 * normal result on a live target. A handle is linked at its first use: a shape not yet linked costs milliseconds.
 *
 * <p>Threads: any. Allocation: none after a thread's first call.
 *
 * <p>Source: section 2 of the manual for each name.
 */
public final class Libc {
    private Libc() {}

    /** Opens a NUL-terminated path that exists; gives a descriptor. */
    public static int open(MemorySegment path, int flags) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Open.HANDLE.invokeExact(state, path, flags), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Closes a descriptor; it is gone whatever this returns. */
    public static int close(int fd) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Close.HANDLE.invokeExact(state, fd), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads at the current offset; gives bytes read. */
    public static long read(int fd, MemorySegment buffer, long bytes) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Read.HANDLE.invokeExact(state, fd, buffer, bytes), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Writes at the current offset; gives bytes written. */
    public static long write(int fd, MemorySegment buffer, long bytes) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Write.HANDLE.invokeExact(state, fd, buffer, bytes), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads at an offset; gives bytes read, 0 at the end. */
    public static long pread(int fd, MemorySegment buffer, long bytes, long offset) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Pread.HANDLE.invokeExact(state, fd, buffer, bytes, offset), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads a symbolic link; gives its length, no NUL is added. */
    public static long readlink(MemorySegment path, MemorySegment buffer, long bytes) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Readlink.HANDLE.invokeExact(state, path, buffer, bytes), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Device control with a word as argument (a pointer as its address). */
    public static int ioctl(int fd, long request, long argument) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Ioctl.HANDLE.invokeExact(state, fd, request, argument), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Waits for any of the descriptors; gives how many are ready, 0 on a time-out. */
    public static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Poll.HANDLE.invokeExact(state, pollfds, count, timeoutMillis), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Maps memory into this process; gives its address. */
    public static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result(
                    ((MemorySegment) Mmap.HANDLE.invokeExact(
                                    state, MemorySegment.ofAddress(address), length, protection, flags, fd, offset))
                            .address(),
                    state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Unmaps memory of this process. */
    public static int munmap(long address, long length) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result(
                    (int) Munmap.HANDLE.invokeExact(state, MemorySegment.ofAddress(address), length), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads another process's memory by vectors of {@code iovec}; gives bytes read, fewer where a page is missing. */
    public static long processVmReadv(
            int pid, MemorySegment local, long localCount, MemorySegment remote, long remoteCount) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result(
                    (long) ProcessVmReadv.HANDLE.invokeExact(state, pid, local, localCount, remote, remoteCount, 0L),
                    state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** A system call by number, for those libc has no function for; unused arguments are 0. */
    public static long syscall(long number, long a, long b, long c, long d, long e) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Syscall.HANDLE.invokeExact(state, number, a, b, c, d, e), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Sends a signal; signal 0 only asks whether it could be sent. */
    public static int kill(int pid, int signal) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Kill.HANDLE.invokeExact(state, pid, signal), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Asks something of a thread that is or will be traced by the calling thread; the address as a number. */
    public static long ptrace(int request, int tid, long address, long data) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Ptrace.HANDLE.invokeExact(state, request, tid, address, data), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Waits for a child or a traced thread; gives its id, or 0 where none changed and WNOHANG is among the options. */
    public static int waitpid(int pid, MemorySegment status, int options) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Waitpid.HANDLE.invokeExact(state, pid, status, options), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** A system constant. */
    public static long sysconf(int name) {
        MemorySegment state = Downcall.state();
        try {
            return Downcall.result((long) Sysconf.HANDLE.invokeExact(state, name), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads a clock into a {@code timespec}. */
    public static int clockGettime(int clock, MemorySegment timespec) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) ClockGettime.HANDLE.invokeExact(state, clock, timespec), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Makes an event counter, to wake a thread that polls; gives a descriptor. */
    public static int eventfd(int initial, int flags) {
        MemorySegment state = Downcall.state();
        try {
            return (int) Downcall.result((int) Eventfd.HANDLE.invokeExact(state, initial, flags), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Mounts a file system; paths and type are NUL-terminated, {@code data} may be NULL. */
    public static int mount(
            MemorySegment source, MemorySegment target, MemorySegment type, long flags, MemorySegment data) {
        MemorySegment state = Downcall.state();
        try {
            return (int)
                    Downcall.result((int) Mount.HANDLE.invokeExact(state, source, target, type, flags, data), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    /** Reads a limit of a process into one {@code rlimit}, or sets it from another; NULL for what is not wanted. */
    public static int prlimit(int pid, int resource, MemorySegment newLimit, MemorySegment oldLimit) {
        MemorySegment state = Downcall.state();
        try {
            return (int)
                    Downcall.result((int) Prlimit.HANDLE.invokeExact(state, pid, resource, newLimit, oldLimit), state);
        } catch (Throwable t) {
            throw Downcall.unexpected(t);
        }
    }

    private static final class Open {
        static final MethodHandle HANDLE =
                Downcall.linkVariadic(Linux.open.address(), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
    }

    private static final class Close {
        static final MethodHandle HANDLE = Downcall.link(Linux.close$address(), Linux.close$descriptor());
    }

    private static final class Read {
        static final MethodHandle HANDLE = Downcall.link(Linux.read$address(), Linux.read$descriptor());
    }

    private static final class Write {
        static final MethodHandle HANDLE = Downcall.link(Linux.write$address(), Linux.write$descriptor());
    }

    private static final class Pread {
        static final MethodHandle HANDLE = Downcall.link(Linux.pread$address(), Linux.pread$descriptor());
    }

    private static final class Readlink {
        static final MethodHandle HANDLE = Downcall.link(Linux.readlink$address(), Linux.readlink$descriptor());
    }

    private static final class Ioctl {
        static final MethodHandle HANDLE = Downcall.linkVariadic(
                Linux.ioctl.address(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
    }

    private static final class Poll {
        static final MethodHandle HANDLE = Downcall.link(Linux.poll$address(), Linux.poll$descriptor());
    }

    private static final class Mmap {
        static final MethodHandle HANDLE = Downcall.link(Linux.mmap$address(), Linux.mmap$descriptor());
    }

    private static final class Munmap {
        static final MethodHandle HANDLE = Downcall.link(Linux.munmap$address(), Linux.munmap$descriptor());
    }

    private static final class ProcessVmReadv {
        static final MethodHandle HANDLE =
                Downcall.link(Linux.process_vm_readv$address(), Linux.process_vm_readv$descriptor());
    }

    private static final class Syscall {
        static final MethodHandle HANDLE = Downcall.linkVariadic(
                Linux.syscall.address(),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                1);
    }

    private static final class Kill {
        static final MethodHandle HANDLE = Downcall.link(Linux.kill$address(), Linux.kill$descriptor());
    }

    private static final class Ptrace {
        static final MethodHandle HANDLE = Downcall.linkVariadic(
                Linux.ptrace.address(),
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                1);
    }

    private static final class Waitpid {
        static final MethodHandle HANDLE = Downcall.link(Linux.waitpid$address(), Linux.waitpid$descriptor());
    }

    private static final class Sysconf {
        static final MethodHandle HANDLE = Downcall.link(Linux.sysconf$address(), Linux.sysconf$descriptor());
    }

    private static final class ClockGettime {
        static final MethodHandle HANDLE =
                Downcall.link(Linux.clock_gettime$address(), Linux.clock_gettime$descriptor());
    }

    private static final class Eventfd {
        static final MethodHandle HANDLE = Downcall.link(Linux.eventfd$address(), Linux.eventfd$descriptor());
    }

    private static final class Mount {
        static final MethodHandle HANDLE = Downcall.link(Linux.mount$address(), Linux.mount$descriptor());
    }

    private static final class Prlimit {
        static final MethodHandle HANDLE = Downcall.link(Linux.prlimit$address(), Linux.prlimit$descriptor());
    }
}
