package dev.blindspot.linux;

import dev.blindspot.linux.bindings.Linux;

/**
 * Makes calls whose time will be told ready to be timed: the JVM links them at the first and specializes their handle at the
 * 128th, some tens of and nearly one millisecond, which would pass for holds of the target's mmap lock.
 *
 * <p>Threads: any.
 */
public final class SettledCalls {
    /** One more than {@code java.lang.invoke.MethodHandle.customizationCount} allows. */
    private static final int CALLS = 130;

    private SettledCalls() {}

    /** Before a call of {@link Libc} is timed; does its work once a process, by calls that fail at once. */
    public static void settle() {
        Settled.DONE.run();
    }

    private static final class Settled {
        static final Runnable DONE = once();

        private static Runnable once() {
            for (int i = 0; i < CALLS; i++) {
                Libc.ioctl(-Linux.EBADF(), 0, 0);
            }
            return () -> {};
        }
    }
}
