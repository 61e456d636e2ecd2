package dev.blindspot.linux;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;

/**
 * Makes calls whose time will be told ready to be timed: the JVM links a call at its first use and specializes its handle
 * at the 128th, some tens of and nearly one millisecond, which would pass for holds of the target's mmap lock.
 *
 * <p>Each method does its work once a process, by calls that fail at once. Threads: any.
 */
public final class SettledCalls {
    /** One more than {@code java.lang.invoke.MethodHandle.customizationCount} allows. */
    private static final int CALLS = 130;

    private SettledCalls() {}

    /** Before {@link Libc#pread} is timed. */
    public static void pread() {
        Pread.DONE.run();
    }

    /** Before {@link Libc#ioctl} is timed. */
    public static void ioctl() {
        Ioctl.DONE.run();
    }

    /** Before {@link Libc#processVmReadv} is timed. */
    public static void processVmReadv() {
        ProcessVmReadv.DONE.run();
    }

    private static Runnable once(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return () -> {};
    }

    private static final class Pread {
        static final Runnable DONE = once(() -> Libc.pread(-Linux.EBADF(), MemorySegment.NULL, 0, 0));
    }

    private static final class Ioctl {
        static final Runnable DONE = once(() -> Libc.ioctl(-Linux.EBADF(), 0, 0));
    }

    private static final class ProcessVmReadv {
        static final Runnable DONE = once(() -> Libc.processVmReadv(0, MemorySegment.NULL, 0, MemorySegment.NULL, 0));
    }
}
