/*
 * Disjoint address ranges in order: sorted chunks of up to 128 with the first start of each beside, as
 * aggregate.RangeTable. A chunk's fields are arrays of their own, so that a search touches starts or ends alone.
 */
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 128, CHUNKS = 4096 };

struct chunk {
    int count;
    uint64_t start[CHUNK], end[CHUNK];
    int64_t placed[CHUNK];
    int32_t call[CHUNK];
};

struct range_table {
    int chunks;
    uint64_t floors[CHUNKS];
    struct chunk *order[CHUNKS];
};

static inline void ranges_init(struct range_table *t) {
    t->chunks = 1;
    t->floors[0] = 0;
    t->order[0] = calloc(1, sizeof(struct chunk));
}

/* The last chunk whose floor is no higher than the address. */
static inline int ranges_chunk(const struct range_table *t, uint64_t address) {
    int from = 0, to = t->chunks;
    while (to - from > 1) {
        int middle = (from + to) / 2;
        if (t->floors[middle] <= address) from = middle;
        else to = middle;
    }
    return from;
}

/* How many of the sorted words are no higher than the bound. */
static inline int upper_bound(const uint64_t *words, int count, uint64_t bound) {
    int from = 0, to = count;
    while (from < to) {
        int middle = (from + to) / 2;
        if (words[middle] > bound) to = middle;
        else from = middle + 1;
    }
    return from;
}

static inline void chunk_move(struct chunk *from, int at, struct chunk *to, int place, int count) {
    memmove(&to->start[place], &from->start[at], count * sizeof *from->start);
    memmove(&to->end[place], &from->end[at], count * sizeof *from->end);
    memmove(&to->placed[place], &from->placed[at], count * sizeof *from->placed);
    memmove(&to->call[place], &from->call[at], count * sizeof *from->call);
}

static inline void ranges_insert(struct range_table *t, uint64_t start, uint64_t end, int64_t placed, int32_t call) {
    int p = ranges_chunk(t, start);
    struct chunk *c = t->order[p];
    if (c->count == CHUNK) {
        if (t->chunks == CHUNKS) abort();
        struct chunk *upper = calloc(1, sizeof *upper);
        upper->count = CHUNK / 2;
        c->count = CHUNK / 2;
        chunk_move(c, CHUNK / 2, upper, 0, CHUNK / 2);
        memmove(&t->order[p + 2], &t->order[p + 1], (t->chunks - p - 1) * sizeof *t->order);
        memmove(&t->floors[p + 2], &t->floors[p + 1], (t->chunks - p - 1) * sizeof *t->floors);
        t->order[p + 1] = upper;
        t->floors[p + 1] = upper->start[0];
        t->chunks++;
        if (start >= t->floors[p + 1]) c = upper;
    }
    int at = upper_bound(c->start, c->count, start);
    chunk_move(c, at, c, at + 1, c->count - at);
    c->start[at] = start;
    c->end[at] = end;
    c->placed[at] = placed;
    c->call[at] = call;
    c->count++;
}

static inline void ranges_remove(struct range_table *t, int p, int at) {
    struct chunk *c = t->order[p];
    c->count--;
    chunk_move(c, at + 1, c, at, c->count - at);
    if (c->count == 0 && t->chunks > 1) {
        free(c);
        t->chunks--;
        memmove(&t->order[p], &t->order[p + 1], (t->chunks - p) * sizeof *t->order);
        memmove(&t->floors[p], &t->floors[p + 1], (t->chunks - p) * sizeof *t->floors);
        t->floors[0] = 0;
    }
}
