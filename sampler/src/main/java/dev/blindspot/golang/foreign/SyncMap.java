package dev.blindspot.golang.foreign;

import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * Walks the {@code sync.Map} of Go 1.23 and earlier: a map that is only read and one with what came since, which then
 * holds all that is not deleted.
 *
 * <p>Layout: {mu 0, read 8, dirty}: in 1.19 read is an {@code atomic.Value} {type 8, data 16} and dirty is at 24, later read
 * is a pointer and dirty at 16. readOnly {m 0, amended bool 8}. entry {p 0}: null where the value was deleted; else the
 * address of the value, an {@code any}, or of the global {@code expunged}, which says deleted as well.
 *
 * <p>Layout: {@code hmap} {count 0, B u8 9, buckets 16, oldbuckets 24}; bucket {tophash 8 × u8 0, keys 8 × 16, values
 * 8 × 8 at 136, overflow 200}. A tophash below 5 is of no entry; in a bucket of the old array 2 to 4 in the first says that
 * it was moved.
 *
 * <p>Source: sync/map.go, runtime/map.go.
 */
final class SyncMap {
    private static final int BUCKET_ENTRIES = 8;
    private static final int VALUES = 136;
    private static final int OVERFLOW = 200;
    private static final int BUCKET_BYTES = 208;
    private static final int EMPTY_ONE = 1;
    private static final int MIN_TOPHASH = 5;
    private static final int MAX_B = 30;
    private static final int OLD_SAME_SIZE_FLAG = 8;

    private final CgoHandleReader.Values values;
    private final TargetMemory memory;
    private final boolean readIsValue;
    private long buckets;

    SyncMap(CgoHandleReader.Values values, int minor) {
        this.values = values;
        this.memory = values.memory;
        this.readIsValue = minor < 20;
    }

    /** Adds the values of all entries that are not deleted. */
    void walk(long map) throws UnreadableMemory {
        long readOnly = memory.u64(map + (readIsValue ? 16 : 8));
        long dirty = memory.u64(map + (readIsValue ? 24 : 16));
        boolean amended = readOnly == 0 || memory.u8(readOnly + 8) != 0;
        long all = amended ? dirty : memory.u64(readOnly);
        if (all != 0) {
            entries(all);
        }
    }

    private void entries(long hmap) throws UnreadableMemory {
        int bits = memory.u8(hmap + 9);
        if (bits > MAX_B) {
            throw new UnreadableMemory("the map of cgo handles has 2^" + bits + " buckets");
        }
        long old = memory.u64(hmap + 24);
        long array = memory.u64(hmap + 16);
        array(array, 1L << bits, false);
        if (old != 0) {
            boolean sameSize = (memory.u8(hmap + 8) & OLD_SAME_SIZE_FLAG) != 0;
            array(old, 1L << (sameSize ? bits : Math.max(bits - 1, 0)), true);
        }
    }

    private void array(long array, long count, boolean old) throws UnreadableMemory {
        for (long i = 0; array != 0 && i < count; i++) {
            long bucket = array + i * BUCKET_BYTES;
            int first = memory.u8(bucket);
            if (!old || first <= EMPTY_ONE || first >= MIN_TOPHASH) {
                chain(bucket);
            }
        }
    }

    private void chain(long first) throws UnreadableMemory {
        CircleGuard guard = new CircleGuard();
        for (long bucket = first; bucket != 0; bucket = memory.u64(bucket + OVERFLOW)) {
            if (++buckets > CgoHandleReader.MAX_NODES || guard.closes(bucket)) {
                throw new UnreadableMemory("the map of cgo handles has no end");
            }
            for (int i = 0; i < BUCKET_ENTRIES; i++) {
                if (memory.u8(bucket + i) >= MIN_TOPHASH) {
                    entry(memory.u64(bucket + VALUES + i * 8L));
                }
            }
        }
    }

    private void entry(long entry) throws UnreadableMemory {
        long value = memory.u64(entry);
        // The value itself was allocated; only expunged is a global.
        if (value != 0 && !values.isGlobal(value)) {
            values.add(memory.u64(value));
        }
    }
}
