package dev.blindspot.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Single keys from the terminal that standard input may be: no line has to be ended, and nothing is echoed, until it is
 * closed. Ctrl-C stays a signal. Where standard input is no terminal there are no keys.
 *
 * <p>Layout: {@code struct termios} of the kernel, 36 bytes: iflag u32 0, oflag 4, cflag 8, lflag 12, line u8 16, cc u8
 * [19] 17.
 *
 * <p>Source: ioctl_tty(2), termios(3); numbers in asm-generic/ioctls.h and asm-generic/termbits.h, which x86-64 and arm64
 * share.
 */
public final class KeyInput implements AutoCloseable {
    private static final int STDIN = 0;
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final long TERMIOS_BYTES = 36;
    private static final long LFLAG = 12;
    private static final long CC = 17;
    private static final int ICANON = 0x2;
    private static final int ECHO = 0x8;
    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int NONE = -1;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment before = arena.allocate(TERMIOS_BYTES, 4);
    private final MemorySegment key = arena.allocate(1);
    private final boolean terminal;

    /** Takes over the terminal's input. */
    public KeyInput() {
        terminal = Libc.ioctl(STDIN, TCGETS, before.address()) >= 0;
        if (terminal) {
            MemorySegment now = arena.allocate(TERMIOS_BYTES, 4).copyFrom(before);
            now.set(JAVA_INT, LFLAG, now.get(JAVA_INT, LFLAG) & ~(ICANON | ECHO));
            now.set(JAVA_BYTE, CC + VMIN, (byte) 0);
            now.set(JAVA_BYTE, CC + VTIME, (byte) 0);
            Libc.ioctl(STDIN, TCSETS, now.address());
        }
    }

    /** The next key that was pressed, as its byte; -1 if none was. Waits for nothing. */
    public int next() {
        return terminal && Libc.read(STDIN, key, 1) == 1 ? Byte.toUnsignedInt(key.get(JAVA_BYTE, 0)) : NONE;
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() {
        if (terminal) {
            Libc.ioctl(STDIN, TCSETS, before.address());
        }
        arena.close();
    }
}
