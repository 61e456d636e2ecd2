package dev.blindspot.linux;

import dev.blindspot.linux.bindings.Linux;

/** Words for error numbers. */
public final class Errno {
    private Errno() {}

    /** What libc says of an error; takes {@code errno} or {@code -errno}. */
    public static String text(long errno) {
        return Linux.strerror((int) Math.abs(errno)).getString(0);
    }
}
