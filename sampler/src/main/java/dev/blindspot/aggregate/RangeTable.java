package dev.blindspot.aggregate;

import java.util.Arrays;

/**
 * Disjoint address ranges in order, over one primitive array: no object per range, no allocation but when it doubles.
 *
 * <p>One cursor: {@link #seek}, {@link #first}, {@link #next}, {@link #insert} and {@link #remove} move it; the getters
 * and setters speak of the range under it.
 *
 * <p>Layout: a chunk holds up to {@value #SLOTS} ranges, packed around its middle so that either end takes a range
 * without a shift (the kernel maps top down, and what is mapped last mostly goes first). {@code order} lists the
 * chunks by address; {@code floors[p]} is at most the first start in the chunk at position p and above every start in
 * the one before. No chunk is empty but the only one.
 */
final class RangeTable {
    private static final int SLOTS = 64;
    private static final int FEW = SLOTS / 8;

    private final RangeRows rows = new RangeRows();

    private int[] low;
    private int[] high;
    /** By chunk: it may hold a range not yet given to a cut. */
    private boolean[] fresh;

    private int[] spare;
    private int spares;
    private int[] order;
    private long[] floors;
    private int chunks;
    private int size;

    private int position;
    private int index;
    private int limit;

    /** A table with room for {@code chunkCapacity} chunks before it must double. */
    RangeTable(int chunkCapacity) {
        low = new int[0];
        high = new int[0];
        fresh = new boolean[0];
        spare = new int[0];
        order = new int[0];
        floors = new long[0];
        grow(chunkCapacity);
        clear();
    }

    int size() {
        return size;
    }

    private void clear() {
        spares = 0;
        for (int chunk = low.length - 1; chunk >= 0; chunk--) {
            spare[spares++] = chunk;
        }
        size = 0;
        chunks = 1;
        order[0] = newChunk();
        floors[0] = Long.MIN_VALUE;
        first();
    }

    /** Doubles the room if more than half of it is used. Called at cuts, so that events find room. */
    void reserve() {
        if (chunks > low.length / 2) {
            grow(2 * low.length);
        }
    }

    boolean valid() {
        return index < limit;
    }

    long start() {
        return rows.start(index);
    }

    long end() {
        return rows.end(index);
    }

    /** When the range came to be at this address: monotonic ns. */
    long placedNanos() {
        return rows.placed(index);
    }

    int call() {
        return rows.call(index);
    }

    /** Whether a cut has told of this range. */
    boolean given() {
        return rows.given(index);
    }

    void given(boolean given) {
        rows.given(index, given);
        fresh[order[position]] |= !given;
    }

    /** To the first range that ends above {@code address}. */
    void seek(long address) {
        enter(positionOf(address));
        int found = rows.firstEndAbove(index, limit, address);
        // A range of the chunk before may reach over this one's floor.
        if (found == index && position > 0 && rows.end(last(position - 1)) > address) {
            enter(position - 1);
            index = limit - 1;
            return;
        }
        index = found;
        skipEnd();
    }

    void first() {
        enter(0);
    }

    void next() {
        index++;
        skipEnd();
    }

    /** Skips to the first range of a chunk that may hold ranges no cut has told of; marks the chunk as told. */
    boolean nextFreshChunk(int fromPosition) {
        for (int p = fromPosition; p < chunks; p++) {
            if (fresh[order[p]]) {
                fresh[order[p]] = false;
                enter(p);
                return true;
            }
        }
        return false;
    }

    int position() {
        return position;
    }

    /** Whether a range of the cursor's chunk is left; {@link #stepInChunk} goes on. */
    boolean inChunk() {
        return index < limit;
    }

    void stepInChunk() {
        index++;
    }

    void end(long end) {
        rows.end(index, end);
    }

    /** Moves the start up, to below the range's end. */
    void start(long start) {
        rows.start(index, start);
        int after = position + 1;
        if (after < chunks && floors[after] <= start) {
            int chunk = order[after];
            floors[after] = rows.start(chunk * SLOTS + low[chunk]);
        }
    }

    /** Adds a range that overlaps none; the cursor is on it. */
    void insert(long start, long end, long placedNanos, int call, boolean given) {
        if (!isPlaceOf(start, end) || limit - low() == SLOTS) {
            seekPlaceOf(start);
        }
        int chunk = order[position];
        index = openSlot(chunk, index);
        rows.put(index, start, end, placedNanos, call, given);
        fresh[chunk] |= !given;
        size++;
    }

    /** Whether a range belongs where the cursor is, within its chunk: it is there after a seek to the range's start. */
    private boolean isPlaceOf(long start, long end) {
        return holds(position, start)
                && (index == low() || rows.end(index - 1) <= start)
                && (index == limit || rows.start(index) >= end);
    }

    /** To where a range belongs that overlaps none, in a chunk with room for it. */
    private void seekPlaceOf(long start) {
        int p = positionOf(start);
        if (countAt(p) == SLOTS) {
            split(p);
            p += start >= floors[p + 1] ? 1 : 0;
        }
        enter(p);
        index = rows.firstStartAbove(index, limit, start);
    }

    /** Slot of the first range of the cursor's chunk. */
    private int low() {
        int chunk = order[position];
        return chunk * SLOTS + low[chunk];
    }

    /** Removes the range under the cursor; the cursor is on the next one. */
    void remove() {
        int chunk = order[position];
        int from = chunk * SLOTS + low[chunk];
        if (index - from < limit - 1 - index) {
            rows.move(from, from + 1, index - from);
            low[chunk]++;
            index++;
        } else {
            rows.move(index + 1, index, limit - 1 - index);
            high[chunk]--;
            limit--;
        }
        size--;
        int count = high[chunk] - low[chunk];
        if (count == 0 && chunks > 1) {
            dropPosition(position);
            if (position == chunks) {
                enter(chunks - 1);
                index = limit;
            } else {
                enter(position);
            }
        } else if (count < FEW) {
            mergeAround();
            skipEnd();
        } else {
            skipEnd();
        }
    }

    private void enter(int newPosition) {
        position = newPosition;
        int chunk = order[newPosition];
        index = chunk * SLOTS + low[chunk];
        limit = chunk * SLOTS + high[chunk];
    }

    private void skipEnd() {
        if (index >= limit && position + 1 < chunks) {
            enter(position + 1);
        }
    }

    private int last(int atPosition) {
        int chunk = order[atPosition];
        return chunk * SLOTS + high[chunk] - 1;
    }

    private int positionOf(long address) {
        if (holds(position, address)) {
            return position;
        }
        int from = 0;
        int to = chunks;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (floors[middle] <= address) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Whether a range that starts at an address belongs in the chunk at a position. */
    private boolean holds(int p, long address) {
        return p < chunks && floors[p] <= address && (p + 1 == chunks || address < floors[p + 1]);
    }

    /** Makes room before index {@code at} of a chunk that is not full; returns the free index. */
    private int openSlot(int chunk, int at) {
        int base = chunk * SLOTS;
        int slot = at;
        boolean left = slot - base - low[chunk] < base + high[chunk] - slot;
        if (left ? low[chunk] == 0 : high[chunk] == SLOTS) {
            int room = SLOTS - (high[chunk] - low[chunk]);
            slot += recenter(chunk, left ? (room + 1) / 2 : room / 2);
        }
        int from = base + low[chunk];
        int to = base + high[chunk];
        if (left) {
            rows.move(from, from - 1, slot - from);
            low[chunk]--;
            slot--;
        } else {
            rows.move(slot, slot + 1, to - slot);
            high[chunk]++;
        }
        limit = base + high[chunk];
        return slot;
    }

    /** Puts a chunk's ranges at slot {@code newLow} on; returns by how much they moved. */
    private int recenter(int chunk, int newLow) {
        int by = newLow - low[chunk];
        int from = chunk * SLOTS + low[chunk];
        rows.move(from, from + by, high[chunk] - low[chunk]);
        low[chunk] += by;
        high[chunk] += by;
        return by;
    }

    private void split(int p) {
        int lower = order[p];
        int upper = newChunk();
        int half = (high[lower] - low[lower]) / 2;
        int from = lower * SLOTS + low[lower] + half;
        int count = lower * SLOTS + high[lower] - from;
        low[upper] = (SLOTS - count) / 2;
        high[upper] = low[upper] + count;
        rows.move(from, upper * SLOTS + low[upper], count);
        fresh[upper] = fresh[lower];
        high[lower] -= count;
        recenter(lower, (SLOTS - half) / 2);
        System.arraycopy(order, p + 1, order, p + 2, chunks - p - 1);
        System.arraycopy(floors, p + 1, floors, p + 2, chunks - p - 1);
        order[p + 1] = upper;
        floors[p + 1] = rows.start(upper * SLOTS + low[upper]);
        chunks++;
    }

    /** Joins the cursor's chunk with a neighbour where both together are half a chunk at most. */
    private void mergeAround() {
        int relative = index - (order[position] * SLOTS + low[order[position]]);
        if (position + 1 < chunks && countAt(position) + countAt(position + 1) <= SLOTS / 2) {
            absorbNext(position);
            enter(position);
        } else if (position > 0 && countAt(position - 1) + countAt(position) <= SLOTS / 2) {
            relative += countAt(position - 1);
            absorbNext(position - 1);
            enter(position - 1);
        } else {
            return;
        }
        index += relative;
    }

    private int countAt(int p) {
        return high[order[p]] - low[order[p]];
    }

    private void absorbNext(int p) {
        int chunk = order[p];
        int other = order[p + 1];
        int count = high[other] - low[other];
        recenter(chunk, (SLOTS - (high[chunk] - low[chunk]) - count) / 2);
        rows.move(other * SLOTS + low[other], chunk * SLOTS + high[chunk], count);
        high[chunk] += count;
        fresh[chunk] |= fresh[other];
        dropPosition(p + 1);
    }

    private void dropPosition(int p) {
        spare[spares++] = order[p];
        System.arraycopy(order, p + 1, order, p, chunks - p - 1);
        System.arraycopy(floors, p + 1, floors, p, chunks - p - 1);
        chunks--;
        floors[0] = Long.MIN_VALUE;
    }

    private int newChunk() {
        if (spares == 0) {
            grow(2 * low.length);
        }
        int chunk = spare[--spares];
        low[chunk] = SLOTS / 2;
        high[chunk] = SLOTS / 2;
        fresh[chunk] = false;
        return chunk;
    }

    private void grow(int chunkCapacity) {
        int had = low.length;
        int slots = Math.multiplyExact(chunkCapacity, SLOTS);
        rows.grow(slots);
        low = Arrays.copyOf(low, chunkCapacity);
        high = Arrays.copyOf(high, chunkCapacity);
        fresh = Arrays.copyOf(fresh, chunkCapacity);
        spare = Arrays.copyOf(spare, chunkCapacity);
        order = Arrays.copyOf(order, chunkCapacity);
        floors = Arrays.copyOf(floors, chunkCapacity);
        for (int chunk = chunkCapacity - 1; chunk >= had; chunk--) {
            spare[spares++] = chunk;
        }
    }
}
