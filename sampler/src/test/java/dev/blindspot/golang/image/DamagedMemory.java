package dev.blindspot.golang.image;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.memory.MemoryReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A target's memory with some of its words replaced: by noise, by small numbers, and by addresses of other words of it,
 * which makes loops and structures where there are none. The same word is the same at each look.
 */
final class DamagedMemory implements MemoryReader {
    private final MemoryReader reader;
    private final List<Long> pages;
    private final long seed;
    private final int oneIn;
    private long reads;
    private boolean whole;

    DamagedMemory(MemoryImage image, long seed, int oneIn) {
        this.reader = image.memory();
        this.pages = new ArrayList<>(image.pages().keySet());
        this.seed = seed;
        this.oneIn = oneIn;
    }

    /** Whether it is as it was: what is checked once is right then, and damaged later. */
    void setWhole(boolean isWhole) {
        whole = isWhole;
    }

    /** How often it was asked. */
    long reads() {
        return reads;
    }

    @Override
    public long read(long address, MemorySegment into, long offset, long length) {
        reads++;
        long got = reader.read(address, into, offset, length);
        for (long at = (address + 7) & -8; !whole && at + 8 <= address + got; at += 8) {
            long noise = mix(at * 0x9E3779B97F4A7C15L + seed);
            if (Long.remainderUnsigned(noise, oneIn) == 0) {
                into.set(JAVA_LONG.withByteAlignment(1), offset + at - address, instead(at, mix(noise)));
            }
        }
        return got;
    }

    private long instead(long address, long noise) {
        long page = pages.get((int) Long.remainderUnsigned(noise >>> 8, pages.size()));
        return switch ((int) (noise & 7)) {
            case 0 -> noise;
            case 1 -> 0;
            case 2 -> -1;
            case 3 -> noise >>> 56;
            case 4 -> noise >>> 33;
            case 5 -> address;
            default -> page + (noise >>> 32 & (MemoryImage.PAGE_BYTES - 8));
        };
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
