/* Events to totals, call sites, live ranges and three histograms: what aggregate.Aggregator does with mmap and munmap. */
#pragma once
#include <stdbool.h>

#include "event_ring.h"
#include "hash.h"
#include "histogram.h"
#include "range_table.h"
#include "stack_table.h"

enum { PAGE = 4096, SITES = 1 << 13, CALLS = 1 << 17 };

struct figures {
    int64_t mapped_bytes, mapped_count, outstanding_bytes, outstanding_count;
};

struct site {
    int32_t stack, max_weight;
    struct figures figures;
};

struct call {
    int32_t site, weight;
    int64_t born;
    uint64_t mapped, remaining;
};

struct aggregate {
    struct figures totals;
    struct site sites[SITES];
    int32_t site_index[2 * SITES];
    int site_count;
    struct call calls[CALLS];
    int32_t spare[CALLS];
    int spares;
    struct range_table ranges;
    struct histogram sizes, intervals, lifetimes;
    int64_t last_mmap;
};

static inline struct aggregate *aggregate_new(void) {
    struct aggregate *a = calloc(1, sizeof *a);
    for (int i = CALLS - 1; i >= 0; i--) a->spare[a->spares++] = i;
    ranges_init(&a->ranges);
    a->sizes = (struct histogram){.highest = 1ll << 47, .min = INT64_MAX};
    a->intervals = (struct histogram){.highest = 86400000000000, .min = INT64_MAX};
    a->lifetimes = (struct histogram){.highest = 30 * 86400000000000, .min = INT64_MAX};
    a->last_mmap = -1;
    return a;
}

static inline int32_t aggregate_site(struct aggregate *a, int32_t stack) {
    uint32_t mixed = (uint32_t)stack * 0x9e3779b9u;
    uint32_t slot = (mixed ^ mixed >> 16) & (2 * SITES - 1);
    for (; a->site_index[slot] != 0; slot = (slot + 1) & (2 * SITES - 1)) {
        if (a->sites[a->site_index[slot] - 1].stack == stack) return a->site_index[slot] - 1;
    }
    if (a->site_count == SITES) abort();
    a->sites[a->site_count].stack = stack;
    a->site_index[slot] = a->site_count + 1;
    return a->site_count++;
}

static inline void outstanding(struct aggregate *a, struct call *call, int64_t bytes, int64_t count) {
    struct figures *site = &a->sites[call->site].figures;
    a->totals.outstanding_bytes += bytes;
    a->totals.outstanding_count += count;
    site->outstanding_bytes += call->weight * bytes;
    site->outstanding_count += call->weight * count;
}

static inline void gave_back(struct aggregate *a, int32_t index, uint64_t bytes, int64_t now) {
    struct call *call = &a->calls[index];
    bool last = call->remaining == bytes;
    call->remaining -= bytes;
    outstanding(a, call, -(int64_t)bytes, last ? -1 : 0);
    if (last) {
        histogram_record(&a->lifetimes, now > call->born ? now - call->born : 0);
        a->spare[a->spares++] = index;
    }
}

static inline void aggregate_unmap(struct aggregate *a, int64_t now, uint64_t start, uint64_t end) {
    struct range_table *t = &a->ranges;
    int p = ranges_chunk(t, start);
    if (p > 0) {
        struct chunk *before = t->order[p - 1];
        if (before->end[before->count - 1] > start) p--;
    }
    int at = upper_bound(t->order[p]->end, t->order[p]->count, start);
    while (true) {
        struct chunk *c = t->order[p];
        if (at == c->count) {
            if (++p == t->chunks) return;
            at = 0;
            c = t->order[p];
        }
        uint64_t from = c->start[at], to = c->end[at];
        int32_t call = c->call[at];
        if (from >= end) return;
        gave_back(a, call, (to < end ? to : end) - (from > start ? from : start), now);
        if (from < start) {
            c->end[at] = start;
            if (to > end) {
                ranges_insert(t, end, to, c->placed[at], call);
                return;
            }
            at++;
        } else if (to > end) {
            c->start[at] = end;
            return;
        } else {
            int chunks = t->chunks;
            ranges_remove(t, p, at);
            if (t->chunks < chunks) {
                if (p == t->chunks) return;
                at = 0;
            }
        }
        if (to >= end) return;
    }
}

static inline void aggregate_map(struct aggregate *a, const struct event *e, uint64_t start, uint64_t end) {
    aggregate_unmap(a, e->time, start, end);
    if (a->spares == 0) abort();
    int32_t index = a->spare[--a->spares];
    struct call *call = &a->calls[index];
    *call = (struct call){aggregate_site(a, e->stack), e->weight, e->time, end - start, end - start};
    struct site *site = &a->sites[call->site];
    int64_t bytes = (int64_t)(end - start);
    a->totals.mapped_bytes += bytes;
    a->totals.mapped_count++;
    site->figures.mapped_bytes += call->weight * bytes;
    site->figures.mapped_count += call->weight;
    site->max_weight = call->weight > site->max_weight ? call->weight : site->max_weight;
    outstanding(a, call, bytes, 1);
    ranges_insert(&a->ranges, start, end, e->time, index);
    histogram_record(&a->sizes, bytes);
    if (a->last_mmap >= 0) histogram_record(&a->intervals, e->time > a->last_mmap ? e->time - a->last_mmap : 0);
    a->last_mmap = e->time;
}

static inline void aggregate_accept(struct aggregate *a, const struct event *e) {
    uint64_t start = e->address;
    uint64_t end = start + ((e->length + PAGE - 1) & -(uint64_t)PAGE);
    if ((int64_t)start < 0 || start >= end || (start & (PAGE - 1)) != 0) return;
    switch (e->kind) {
        case MMAP: aggregate_map(a, e, start, end); break;
        case MUNMAP: aggregate_unmap(a, e->time, start, end); break;
    }
}

static inline uint64_t hash_figures(uint64_t hash, const struct figures *f) {
    hash = hash_add(hash, f->mapped_bytes);
    hash = hash_add(hash, f->mapped_count);
    hash = hash_add(hash, f->outstanding_bytes);
    return hash_add(hash, f->outstanding_count);
}

static inline uint64_t hash_histogram(const struct histogram *h, int tag) {
    uint64_t sum = 0;
    for (int i = 0; i < BUCKETS * HALF; i++) {
        if (h->counts[i] != 0) {
            uint64_t hash = hash_add(hash_add(VALUE, tag), histogram_value(i));
            sum += hash_add(hash, h->counts[i]);
        }
    }
    return sum;
}

static inline uint64_t aggregate_hash(const struct aggregate *a) {
    uint64_t sum = hash_figures(TOTALS, &a->totals);
    for (int i = 0; i < a->site_count; i++) {
        sum += hash_figures(hash_add(SITE, a->sites[i].stack), &a->sites[i].figures);
    }
    for (int p = 0; p < a->ranges.chunks; p++) {
        const struct chunk *c = a->ranges.order[p];
        for (int i = 0; i < c->count; i++) {
            const struct call *call = &a->calls[c->call[i]];
            uint64_t hash = hash_add(hash_add(RANGE, c->start[i]), c->end[i]);
            sum += hash_add(hash_add(hash, a->sites[call->site].stack), call->born);
        }
    }
    return sum + hash_histogram(&a->sizes, 0) + hash_histogram(&a->intervals, 1) + hash_histogram(&a->lifetimes, 2);
}
