package dev.blindspot.golang.heap;

import java.util.Arrays;

/** A word of each of the spans that have one: most have none. Threads: one while it is filled. */
final class SpanWords {
    private int[] spans = {};
    private long[] words = {};
    private int size;

    /** Takes a span's; 0 is none. */
    void add(int span, long word) {
        if (word == 0) {
            return;
        }
        if (size == spans.length) {
            int capacity = Math.max(16, size + size / 2);
            spans = Arrays.copyOf(spans, capacity);
            words = Arrays.copyOf(words, capacity);
        }
        spans[size] = span;
        words[size++] = word;
    }

    /** The same once the spans have other numbers. */
    SpanWords moved(int[] places) {
        for (int i = 0; i < size; i++) {
            spans[i] = places[spans[i]];
        }
        return this;
    }

    int size() {
        return size;
    }

    /** The number of the span. */
    int span(int index) {
        return spans[index];
    }

    long word(int index) {
        return words[index];
    }
}
