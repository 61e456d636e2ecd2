package dev.blindspot.aggregate;

import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What went, since the last cut, of the ranges that earlier cuts told of. Primitive arrays that keep their memory. */
final class GoneLog {
    private long[] starts;
    private long[] ends;
    private long[] born;
    private int[] stacks;
    private int[] weights;
    private MappingKind[] kinds;
    private int size;

    GoneLog(int capacity) {
        starts = new long[capacity];
        ends = new long[capacity];
        born = new long[capacity];
        stacks = new int[capacity];
        weights = new int[capacity];
        kinds = new MappingKind[capacity];
    }

    void add(long start, long end, MappingKind kind, int stack, int weight, long bornNanos) {
        if (size == starts.length) {
            grow();
        }
        starts[size] = start;
        ends[size] = end;
        born[size] = bornNanos;
        stacks[size] = stack;
        weights[size] = weight;
        kinds[size] = kind;
        size++;
    }

    List<LiveRange> cut() {
        List<LiveRange> gone = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            gone.add(new LiveRange(starts[i], ends[i], kinds[i], stacks[i], weights[i], born[i]));
        }
        if (size > starts.length / 2) {
            grow();
        }
        size = 0;
        return gone;
    }

    private void grow() {
        int capacity = 2 * starts.length;
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        born = Arrays.copyOf(born, capacity);
        stacks = Arrays.copyOf(stacks, capacity);
        weights = Arrays.copyOf(weights, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
    }
}
