/*
 * The baseline of the drain: the same kernel rings, read by the kernel's protocol, merged by time, decoded, stacks
 * interned, events through a ring, aggregated. One thread. What it gives is compared with Java's by hash.
 */
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate.h"

enum { RINGS = 16, FRAMES = 1024, LARGEST = 1 << 16, IDS = 256, RELEASE = 64 << 10, MAX_ERRNO = 4095, FIXED = 0x10, ANON = 0x20 };

/* How samples of one event lie: as linux.perf.SampleLayout. All words, for Java to fill in. */
struct layout {
    int64_t id, kind, chain, variable, registers, user_stack;
};

/* Numbers of the registers that hold the result and the arguments 0 to 5. */
struct registers {
    int64_t returned, argument[6];
};

struct cursor {
    struct perf_event_mmap_page *control;
    char *data;
    uint64_t mask, position, released, head;
    const char *record;
    int64_t time;
    char scratch[LARGEST];
};

struct sample {
    const uint64_t *chain, *words;
    int depth;
    uint64_t mask;
};

struct drain {
    int pid, cursor_count, events;
    struct registers registers;
    struct layout by_id[IDS];
    struct cursor cursors[RINGS];
    struct stack_table stacks;
    struct event_ring ring;
    struct aggregate *aggregate;
    int64_t sequence;
    uint64_t frames[FRAMES];
};

/* A drain of these rings: control page, data and its size of each. */
struct drain *drain_new(int pid, int rings, void **controls, void **data, const int64_t *data_bytes, int layouts,
                        const struct layout *layout, const struct registers *registers, int stacks, int events) {
    struct drain *d = calloc(1, sizeof *d);
    d->pid = pid;
    d->cursor_count = rings;
    d->registers = *registers;
    for (int i = 0; i < layouts; i++) d->by_id[layout[i].id & (IDS - 1)] = layout[i];
    for (int i = 0; i < rings; i++) {
        d->cursors[i].control = controls[i];
        d->cursors[i].data = data[i];
        d->cursors[i].mask = data_bytes[i] - 1;
        d->cursors[i].position = d->cursors[i].released = d->cursors[i].control->data_tail;
    }
    stacks_init(&d->stacks, stacks);
    d->ring.capacity = events;
    d->ring.slots = calloc(events, sizeof *d->ring.slots);
    d->aggregate = aggregate_new();
    return d;
}

static void cursor_release(struct cursor *c) {
    c->released = c->position;
    __atomic_store_n(&c->control->data_tail, c->position, __ATOMIC_RELEASE);
}

static const struct perf_event_header *header(const struct cursor *c) { return (const void *)c->record; }

/* To the record at the position, fillings passed over; none where the head is reached. */
static void cursor_load(struct cursor *c) {
    while (c->position < c->head) {
        uint64_t at = c->position & c->mask, left = c->head - c->position;
        uint16_t size = ((const struct perf_event_header *)(c->data + at))->size;
        if (size < sizeof(struct perf_event_header) || (size & 7) != 0 || size > left || left > c->mask + 1) {
            c->position = c->head; /* torn */
            break;
        }
        c->record = c->data + at;
        if (at + size > c->mask + 1) {
            uint64_t first = c->mask + 1 - at;
            memcpy(c->scratch, c->data + at, first);
            memcpy(c->scratch + first, c->data, size - first);
            c->record = c->scratch;
        }
        if (size >= 32) {
            bool sample = header(c)->type == PERF_RECORD_SAMPLE;
            c->time = *(const int64_t *)(c->record + (sample ? 24 : size - 16));
            return;
        }
        c->position += size;
    }
    c->record = 0;
}

static void cursor_advance(struct cursor *c) {
    c->position += header(c)->size;
    if (c->position - c->released >= RELEASE) cursor_release(c);
    cursor_load(c);
}

static bool sample_on(struct sample *s, const char *record, const struct layout *l) {
    int64_t size = ((const struct perf_event_header *)record)->size, at = l->variable;
    s->depth = 0;
    if (at > size) return false;
    if (l->chain >= 0) {
        uint64_t entries = *(const uint64_t *)(record + l->chain);
        if (entries > (uint64_t)(size - at) >> 3) return false;
        const uint64_t *word = (const uint64_t *)(record + at), *end = word + entries;
        while (word < end && *word != (uint64_t)PERF_CONTEXT_USER) word++;
        s->chain = word + 1;
        for (word++; word < end && *word < (uint64_t)PERF_CONTEXT_MAX; word++) s->depth++;
        at += (int64_t)entries << 3;
    }
    if (at + 8 > size || *(const uint64_t *)(record + at) != PERF_SAMPLE_REGS_ABI_64) return false;
    s->words = (const uint64_t *)(record + at + 8);
    s->mask = (uint64_t)l->registers;
    at += 8 + 8 * __builtin_popcountll(s->mask);
    if (at > size) return false;
    if (l->user_stack) {
        if (at + 8 > size) return false;
        int64_t copied = *(const int64_t *)(record + at);
        if (copied < 0 || (copied & 7) != 0 || (copied != 0 && at + 16 + copied > size)) return false;
    }
    return true;
}

static uint64_t sample_register(const struct sample *s, int64_t number) {
    return s->words[__builtin_popcountll(s->mask & ((1ull << number) - 1))];
}

static uint64_t page_ceil(uint64_t bytes) { return (bytes + PAGE - 1) & -(uint64_t)PAGE; }

static void send(struct drain *d, struct event *event) {
    event->sequence = ++d->sequence;
    struct event *slot = ring_claim(&d->ring);
    if (slot == 0) abort();
    *slot = *event;
    d->events++;
}

static void mmap_ended(struct drain *d, const struct sample *s, int64_t time, int tid) {
    const struct registers *r = &d->registers;
    uint64_t address = sample_register(s, r->returned);
    if (address >= (uint64_t)-MAX_ERRNO) return;
    int flags = (int)sample_register(s, r->argument[3]);
    struct event event = {
        .time = time, .kind = MMAP, .tid = tid, .address = address,
        .length = page_ceil(sample_register(s, r->argument[1])), .prot = (int)sample_register(s, r->argument[2]),
        .flags = flags, .fd = (flags & ANON) != 0 ? -1 : (int)sample_register(s, r->argument[4]),
        .address2 = sample_register(s, r->argument[5]), .weight = 1, .latency = -1,
    };
    int depth = s->depth < FRAMES ? s->depth : FRAMES;
    memcpy(d->frames, s->chain, depth * sizeof *d->frames);
    event.stack = stack_intern(&d->stacks, d->frames, depth, 0);
    send(d, &event);
}

static void munmap_begins(struct drain *d, const struct sample *s, int64_t time, int tid) {
    uint64_t address = sample_register(s, d->registers.argument[0]);
    uint64_t length = page_ceil(sample_register(s, d->registers.argument[1]));
    if ((address & (PAGE - 1)) != 0 || (int64_t)length <= 0 || address + length > 1ull << 56) return;
    struct event event = {
        .time = time, .kind = MUNMAP, .tid = tid, .address = address, .length = length, .fd = -1, .latency = -1,
    };
    send(d, &event);
}

static void handle(struct drain *d, struct cursor *c) {
    const char *record = c->record;
    uint64_t id = *(const uint64_t *)(record + 8);
    const struct layout *layout = &d->by_id[id & (IDS - 1)];
    int pid = *(const int *)(record + 16), tid = *(const int *)(record + 20);
    struct sample sample = {0};
    if (header(c)->type == PERF_RECORD_SAMPLE && layout->id == (int64_t)id && pid == d->pid
        && sample_on(&sample, record, layout)) {
        if (layout->kind == MMAP) mmap_ended(d, &sample, c->time, tid);
        else munmap_begins(d, &sample, c->time, tid);
    }
    cursor_advance(c);
}

static void merge(struct drain *d) {
    for (int i = 0; i < d->cursor_count; i++) {
        struct cursor *c = &d->cursors[i];
        c->head = __atomic_load_n(&c->control->data_head, __ATOMIC_ACQUIRE);
        cursor_load(c);
    }
    while (true) {
        struct cursor *first = 0;
        int64_t first_time = INT64_MAX, second_time = INT64_MAX;
        for (int i = 0; i < d->cursor_count; i++) {
            struct cursor *c = &d->cursors[i];
            if (c->record == 0 || c->time >= second_time) continue;
            if (c->time < first_time) {
                second_time = first_time;
                first_time = c->time;
                first = c;
            } else {
                second_time = c->time;
            }
        }
        if (first == 0) break;
        do handle(d, first);
        while (first->record != 0 && first->time < second_time);
    }
    for (int i = 0; i < d->cursor_count; i++) cursor_release(&d->cursors[i]);
}

/* Takes all that the rings hold; how many events that were. */
int drain_round(struct drain *d) {
    d->events = 0;
    merge(d);
    ring_publish(&d->ring);
    for (struct event *e; (e = ring_next(&d->ring)) != 0;) aggregate_accept(d->aggregate, e);
    ring_release(&d->ring);
    return d->events;
}

uint64_t drain_hash(const struct drain *d) {
    uint64_t sum = aggregate_hash(d->aggregate);
    for (int id = 1; id <= d->stacks.size; id++) {
        const struct stack *stack = d->stacks.by_id[id];
        uint64_t hash = hash_add(STACK, id);
        for (int i = 0; i < stack->depth; i++) hash = hash_add(hash, stack->pcs[i]);
        sum += hash;
    }
    return sum;
}
