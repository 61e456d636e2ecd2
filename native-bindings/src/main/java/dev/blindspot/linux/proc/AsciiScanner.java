package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Walks over text as bytes; never past its end, whatever the text is.
 *
 * <p>Threads: one. Allocation: none. Loops keep the position in a variable: in the field each byte would be a store and a
 * load.
 */
final class AsciiScanner {
    /** By character: the hexadecimal digit it is, -1 for none. */
    private static final byte[] DIGITS = digits();

    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = EACH_BYTE << 7;
    private static final long NEWLINES = EACH_BYTE * '\n';

    /** A number of so many bits takes a further digit, of either kind, without passing 64 bits. */
    private static final int ROOM_BITS = 60;

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
        long place = at;
        for (byte here; place < end && ((here = bytes.get(JAVA_BYTE, place)) == ' ' || here == '\t'); ) {
            place++;
        }
        at = place;
    }

    /** Takes what is not a blank and not the line's end. */
    void skipWord() {
        for (int here = peek(); here >= 0 && here != ' ' && here != '\t' && here != '\n'; here = peek()) {
            at++;
        }
    }

    /** Goes behind the next newline; false if the text ends without one. */
    boolean skipLine() {
        long place = at;
        while (place + Long.BYTES <= end && !hasNewline(bytes.get(JAVA_LONG_UNALIGNED, place))) {
            place += Long.BYTES;
        }
        while (place < end && bytes.get(JAVA_BYTE, place) != '\n') {
            place++;
        }
        at = Math.min(place + 1, end);
        return place < end;
    }

    /** Whether one of eight bytes is a newline: it becomes 0, the only one that borrows without a high bit of its own. */
    private static boolean hasNewline(long eight) {
        long differing = eight ^ NEWLINES;
        return ((differing - EACH_BYTE) & ~differing & HIGH_BITS) != 0;
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
        long place = at;
        for (int digit; place < end && (digit = bytes.get(JAVA_BYTE, place) - '0') >= 0 && digit <= 9; place++) {
            // Unsigned: limits are printed as 18446744073709551615. A division each digit would cost more than all the
            // rest.
            if (sum >>> ROOM_BITS != 0 && Long.compareUnsigned(sum, Long.divideUnsigned(-1 - digit, 10)) > 0) {
                return false;
            }
            sum = sum * 10 + digit;
        }
        boolean any = place > at;
        at = place;
        value = negative ? -sum : sum;
        return any;
    }

    /** Takes a hexadecimal number without prefix; false if there is none or it passes 64 bits. */
    boolean hex() {
        long sum = 0;
        long place = at;
        for (int digit; place < end && (digit = DIGITS[bytes.get(JAVA_BYTE, place) & 0xff]) >= 0; place++) {
            if (sum >>> ROOM_BITS != 0) {
                return false;
            }
            sum = sum << 4 | digit;
        }
        boolean any = place > at;
        at = place;
        value = sum;
        return any;
    }

    private static byte[] digits() {
        byte[] digits = new byte[256];
        Arrays.fill(digits, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            digits[Character.forDigit(digit, 16)] = (byte) digit;
        }
        return digits;
    }

    /** The number taken last. */
    long value() {
        return value;
    }
}
