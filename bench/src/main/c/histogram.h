/* HdrHistogram's counts at 3 digits, unit 1: the same buckets, and what else it keeps with each value. */
#pragma once
#include <stdint.h>

enum { SUB_BITS = 11, HALF_BITS = SUB_BITS - 1, HALF = 1 << HALF_BITS, BUCKETS = 64 - SUB_BITS + 2 };

struct histogram {
    int64_t highest, total, max, min, overflow;
    int64_t counts[BUCKETS * HALF];
};

static inline void histogram_record(struct histogram *h, int64_t value) {
    if (value > h->highest) {
        h->overflow++;
        return;
    }
    int bucket = 64 - SUB_BITS - __builtin_clzll((uint64_t)value | ((1 << SUB_BITS) - 1));
    h->counts[((bucket + 1) << HALF_BITS) + (int)(value >> bucket) - HALF]++;
    h->total++;
    h->max = value > h->max ? value : h->max;
    h->min = value != 0 && value < h->min ? value : h->min;
}

/* The lowest value that is counted at an index. */
static inline int64_t histogram_value(int index) {
    int bucket = (index >> HALF_BITS) - 1;
    int64_t sub = (index & (HALF - 1)) + HALF;
    return bucket < 0 ? sub - HALF : sub << bucket;
}
