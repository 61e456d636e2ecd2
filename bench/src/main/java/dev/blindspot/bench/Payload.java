package dev.blindspot.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The same 64 bytes for every ring: eight words that follow from a number, and their sum. */
final class Payload {
    static final int WORDS = 8;
    static final int BYTES = WORDS * Long.BYTES;

    private Payload() {}

    static void write(MemorySegment to, long at, long number) {
        for (int i = 0; i < WORDS; i++) {
            to.set(ValueLayout.JAVA_LONG, at + (long) i * Long.BYTES, number + i);
        }
    }

    static long sum(MemorySegment from, long at) {
        long sum = 0;
        for (int i = 0; i < WORDS; i++) {
            sum += from.get(ValueLayout.JAVA_LONG, at + (long) i * Long.BYTES);
        }
        return sum;
    }

    static void write(MutableDirectBuffer to, int at, long number) {
        for (int i = 0; i < WORDS; i++) {
            to.putLong(at + i * Long.BYTES, number + i);
        }
    }

    static long sum(DirectBuffer from, int at) {
        long sum = 0;
        for (int i = 0; i < WORDS; i++) {
            sum += from.getLong(at + i * Long.BYTES);
        }
        return sum;
    }

    static void write(long[] to, long number) {
        for (int i = 0; i < WORDS; i++) {
            to[i] = number + i;
        }
    }

    static long sum(long[] from) {
        long sum = 0;
        for (int i = 0; i < WORDS; i++) {
            sum += from[i];
        }
        return sum;
    }
}
