package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Walks over lines of {@code key value}, as {@code memory.stat} and {@code memory.events} have them.
 *
 * <p>Threads: one. Allocation: none but for {@link #key()}. Errors: lines of another shape are passed over.
 */
final class KeyValueCursor {
    private final AsciiScanner scanner = new AsciiScanner();
    private MemorySegment bytes = MemorySegment.NULL;
    private long keyAt;
    private int keyBytes;

    void reset(MemorySegment text, long length) {
        bytes = text;
        scanner.reset(text, 0, length);
    }

    boolean next() {
        while (scanner.peek() >= 0) {
            keyAt = scanner.position();
            scanner.skipWord();
            keyBytes = (int) (scanner.position() - keyAt);
            boolean right = keyBytes > 0 && scanner.take(' ') && scanner.decimal();
            scanner.skipLine();
            if (right) {
                return true;
            }
        }
        return false;
    }

    String key() {
        byte[] copy = new byte[keyBytes];
        MemorySegment.copy(bytes, JAVA_BYTE, keyAt, copy, 0, keyBytes);
        return new String(copy, StandardCharsets.UTF_8);
    }

    boolean keyEquals(String word) {
        if (word.length() != keyBytes) {
            return false;
        }
        for (int i = 0; i < keyBytes; i++) {
            if (bytes.get(JAVA_BYTE, keyAt + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    long value() {
        return scanner.value();
    }
}
