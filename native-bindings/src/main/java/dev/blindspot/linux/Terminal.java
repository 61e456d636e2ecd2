package dev.blindspot.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The terminal a descriptor of this process may be.
 *
 * <p>Source: ioctl_tty(2); the request's number in asm-generic/ioctls.h, which x86-64 and arm64 share.
 */
public final class Terminal {
    public static final int STDOUT = 1;
    public static final int STDERR = 2;

    private static final long TIOCGWINSZ = 0x5413;

    /** {@code struct winsize}: rows, columns, and the same in pixels. */
    private static final long WINSIZE_BYTES = 8;

    private static final long ROWS = 0;

    private static final long COLUMNS = 2;
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;

    private Terminal() {}

    /** Whether it is one. */
    public static boolean is(int fd) {
        return columns(fd) > 0;
    }

    /** How wide it is, 80 where it does not know; 0 if it is none. */
    public static int columns(int fd) {
        return size(fd, COLUMNS, USUAL_COLUMNS);
    }

    /** How high it is, 24 where it does not know; 0 if it is none. */
    public static int rows(int fd) {
        return size(fd, ROWS, USUAL_ROWS);
    }

    private static int size(int fd, long field, int usual) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES, 2);
            if (Libc.ioctl(fd, TIOCGWINSZ, size.address()) < 0) {
                return 0;
            }
            int known = Short.toUnsignedInt(size.get(JAVA_SHORT, field));
            return known == 0 ? usual : known;
        }
    }
}
