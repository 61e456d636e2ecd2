package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Walks over text as bytes; never past its end, whatever the text is.
 *
 * <p>Threads: one. Allocation: none.
 */
final class AsciiScanner {
    private MemorySegment bytes = MemorySegment.NULL;
    private long at;
    private long end;
    private long value;

    void reset(MemorySegment text, long from, long to) {
        bytes = text;
        end = Math.min(Math.max(to, 0), text.byteSize());
        at = Math.min(Math.max(from, 0), end);
    }

    long position() {
        return at;
    }

    void moveTo(long position) {
        at = Math.min(position, end);
    }

    /** The byte here, 0 to 255; -1 at the end. */
    int peek() {
        return at < end ? bytes.get(JAVA_BYTE, at) & 0xff : -1;
    }

    /** Takes this character if it is here. */
    boolean take(char character) {
        if (peek() != character) {
            return false;
        }
        at++;
        return true;
    }

    /** Takes any character of the line; -1 at its end, and stays there. */
    int takeInLine() {
        int here = peek();
        if (here < 0 || here == '\n') {
            return -1;
        }
        at++;
        return here;
    }

    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** Takes what is not a blank and not the line's end. */
    void skipWord() {
        for (int here = peek(); here >= 0 && here != ' ' && here != '\t' && here != '\n'; here = peek()) {
            at++;
        }
    }

    /** Goes behind the next newline; false if the text ends without one. */
    boolean skipLine() {
        for (int here = peek(); here >= 0; here = peek()) {
            at++;
            if (here == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Takes these bytes if they are here. */
    boolean take(byte[] word) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes.get(JAVA_BYTE, at + i) != word[i]) {
                return false;
            }
        }
        at += word.length;
        return true;
    }

    /** Takes a decimal number, a minus sign before it allowed; false if there is none or it passes 64 bits. */
    boolean decimal() {
        boolean negative = take('-');
        long sum = 0;
        boolean any = false;
        for (int digit = peek() - '0'; digit >= 0 && digit <= 9; digit = peek() - '0') {
            // Unsigned: limits are printed as 18446744073709551615.
            if (Long.compareUnsigned(sum, Long.divideUnsigned(-1 - digit, 10)) > 0) {
                return false;
            }
            sum = sum * 10 + digit;
            any = true;
            at++;
        }
        value = negative ? -sum : sum;
        return any;
    }

    /** Takes a hexadecimal number without prefix; false if there is none or it passes 64 bits. */
    boolean hex() {
        long sum = 0;
        boolean any = false;
        for (int digit = hexDigit(peek()); digit >= 0; digit = hexDigit(peek())) {
            if (sum >>> 60 != 0) {
                return false;
            }
            sum = sum << 4 | digit;
            any = true;
            at++;
        }
        value = sum;
        return any;
    }

    private static int hexDigit(int character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }

    /** The number taken last. */
    long value() {
        return value;
    }
}
