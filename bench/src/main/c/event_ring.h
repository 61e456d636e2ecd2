/* Events, and a ring of them for one writer and one reader: fields and positions as in event.EventLayout and ring.SpscRing. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum kind { MMAP, MUNMAP };

struct event {
    int64_t time, sequence;
    int32_t kind, tid;
    uint64_t address, length, address2, length2;
    int32_t prot, flags, fd, stack, weight, extra;
    int64_t latency;
};

struct slot {
    int64_t bytes;
    struct event event;
};

struct event_ring {
    _Alignas(128) _Atomic uint64_t tail;
    _Alignas(128) uint64_t writer, seen_head;
    _Alignas(128) _Atomic uint64_t head;
    _Alignas(128) uint64_t reader, seen_tail;
    _Alignas(128) uint64_t capacity;
    struct slot *slots;
};

static inline struct event *ring_claim(struct event_ring *r) {
    if (r->writer - r->seen_head == r->capacity) {
        r->seen_head = atomic_load_explicit(&r->head, memory_order_acquire);
        if (r->writer - r->seen_head == r->capacity) return 0;
    }
    struct slot *slot = &r->slots[r->writer++ & (r->capacity - 1)];
    slot->bytes = sizeof(struct event);
    return &slot->event;
}

static inline void ring_publish(struct event_ring *r) {
    atomic_store_explicit(&r->tail, r->writer, memory_order_release);
}

static inline struct event *ring_next(struct event_ring *r) {
    if (r->reader == r->seen_tail) {
        r->seen_tail = atomic_load_explicit(&r->tail, memory_order_acquire);
        if (r->reader == r->seen_tail) return 0;
    }
    return &r->slots[r->reader++ & (r->capacity - 1)].event;
}

static inline void ring_release(struct event_ring *r) {
    atomic_store_explicit(&r->head, r->reader, memory_order_release);
}
