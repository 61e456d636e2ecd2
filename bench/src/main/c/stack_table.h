/* Every distinct stack once, under an id from 1 on, as event.StackTable. */
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct stack {
    int32_t id, epoch, depth;
    uint64_t pcs[];
};

struct stack_slot {
    uint64_t hash;
    struct stack *stack;
};

struct stack_table {
    struct stack_slot *slots;
    struct stack **by_id;
    uint64_t mask;
    int size, most;
};

static inline void stacks_init(struct stack_table *t, int most) {
    uint64_t slots = 4;
    while (slots < 2ull * most) slots *= 2;
    t->slots = calloc(slots, sizeof *t->slots);
    t->by_id = calloc(most + 1, sizeof *t->by_id);
    t->mask = slots - 1;
    t->size = 0;
    t->most = most;
}

static inline uint64_t stack_hash(const uint64_t *pcs, int depth, int epoch) {
    const uint64_t k1 = 0x9e3779b97f4a7c15u, k2 = 0xdf442d22ce4859b9u, k3 = 0x604a5ce3addef82du, k4 = 0xd94363fc538227b1u;
    uint64_t hash = (uint64_t)epoch * k1 + (uint64_t)depth;
    int i = 0;
    for (; i + 4 <= depth; i += 4) hash = hash * k4 + pcs[i] * k3 + pcs[i + 1] * k2 + pcs[i + 2] * k1 + pcs[i + 3];
    for (; i < depth; i++) hash = hash * k1 + pcs[i];
    hash = (hash ^ hash >> 32) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 32;
}

/* The stack's id; 0 for an empty one, or where the table is full. */
static inline int stack_intern(struct stack_table *t, const uint64_t *pcs, int depth, int epoch) {
    if (depth == 0) return 0;
    uint64_t hash = stack_hash(pcs, depth, epoch);
    uint64_t at = hash & t->mask;
    for (struct stack *s; (s = t->slots[at].stack) != 0; at = (at + 1) & t->mask) {
        if (t->slots[at].hash == hash && s->depth == depth && s->epoch == epoch
            && memcmp(s->pcs, pcs, depth * sizeof *pcs) == 0) {
            return s->id;
        }
    }
    if (t->size == t->most) return 0;
    struct stack *s = malloc(sizeof *s + depth * sizeof *pcs);
    *s = (struct stack){++t->size, epoch, depth};
    memcpy(s->pcs, pcs, depth * sizeof *pcs);
    t->slots[at] = (struct stack_slot){hash, s};
    t->by_id[s->id] = s;
    return s->id;
}
