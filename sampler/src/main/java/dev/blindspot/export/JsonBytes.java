package dev.blindspot.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as bytes, through one buffer that is used again and again: a JSON library allocates for every line, and a
 * stream writes a million of them a second.
 *
 * <p>Threads: one. Allocation: none, but for numbers with a fraction.
 */
final class JsonBytes {
    private static final int BUFFER_BYTES = 1 << 16;

    /** The most that is written without asking for room in between: a number, or an escaped character. */
    private static final int LONGEST = 24;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = ascii("null");

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;

    JsonBytes(OutputStream out) {
        this.out = out;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Text that is JSON already, shorter than the buffer. */
    void raw(byte[] bytes) throws IOException {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
        at += bytes.length;
    }

    void none() throws IOException {
        raw(NULL);
    }

    void number(long value) throws IOException {
        reserve(LONGEST);
        // Counted in negative numbers: they reach one further.
        long rest = value < 0 ? value : -value;
        if (value < 0) {
            buffer[at++] = '-';
        }
        int digits = 1;
        for (long left = rest / 10; left != 0; left /= 10) {
            digits++;
        }
        for (int i = at + digits - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        at += digits;
    }

    /** Null too where it is no finite number: JSON has none other. */
    void number(@Nullable Double value) throws IOException {
        if (value == null || !Double.isFinite(value)) {
            none();
        } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            number(value.longValue());
        } else {
            raw(ascii(Double.toString(value)));
        }
    }

    /** {@code "0x…"}. */
    void address(long value) throws IOException {
        reserve(LONGEST);
        buffer[at++] = '"';
        buffer[at++] = '0';
        buffer[at++] = 'x';
        int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            buffer[at++] = HEX[(int) (value >>> shift) & 15];
        }
        buffer[at++] = '"';
    }

    void string(@Nullable String text) throws IOException {
        if (text == null) {
            none();
            return;
        }
        reserve(1);
        buffer[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            reserve(LONGEST);
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += nonAscii(text, i);
            } else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
                escaped(c);
            } else {
                buffer[at++] = (byte) c;
            }
        }
        reserve(1);
        buffer[at++] = '"';
    }

    void flush() throws IOException {
        if (at > 0) {
            int length = at;
            at = 0;
            out.write(buffer, 0, length);
        }
        out.flush();
    }

    private void escaped(char c) {
        if (c == '"' || c == '\\') {
            buffer[at++] = '\\';
            buffer[at++] = (byte) c;
            return;
        }
        buffer[at++] = '\\';
        buffer[at++] = 'u';
        buffer[at++] = '0';
        buffer[at++] = '0';
        buffer[at++] = HEX[c >>> 4];
        buffer[at++] = HEX[c & 15];
    }

    /** UTF-8 of a character above ASCII; gives how many chars more than one it takes. A lone surrogate shows as U+FFFD. */
    private int nonAscii(String text, int index) {
        int code = text.codePointAt(index);
        if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            code = 0xfffd;
        }
        if (code < 0x800) {
            buffer[at++] = (byte) (0xc0 | (code >>> 6));
        } else {
            if (code < 0x10000) {
                buffer[at++] = (byte) (0xe0 | (code >>> 12));
            } else {
                buffer[at++] = (byte) (0xf0 | (code >>> 18));
                buffer[at++] = (byte) (0x80 | ((code >>> 12) & 0x3f));
            }
            buffer[at++] = (byte) (0x80 | ((code >>> 6) & 0x3f));
        }
        buffer[at++] = (byte) (0x80 | (code & 0x3f));
        return Character.charCount(code) - 1;
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.length - at < bytes) {
            int length = at;
            at = 0;
            out.write(buffer, 0, length);
        }
    }
}
