/* Parts of the drain's way on their own. */
#include "aggregate.h"

struct aggregate *parts_aggregate(void) { return aggregate_new(); }

/* Events as Java's ring holds them, one after the other. */
int parts_accept(struct aggregate *aggregate, const struct event *events, int count) {
    for (int i = 0; i < count; i++) aggregate_accept(aggregate, &events[i]);
    return count;
}

uint64_t parts_hash(const struct aggregate *aggregate) { return aggregate_hash(aggregate); }

struct stack_table *parts_stacks(int most) {
    struct stack_table *table = malloc(sizeof *table);
    stacks_init(table, most);
    return table;
}

/* So many stacks of one depth, one after the other; the sum of their ids. */
int64_t parts_intern(struct stack_table *table, const uint64_t *pcs, int depth, int stacks) {
    int64_t sum = 0;
    for (int i = 0; i < stacks; i++) sum += stack_intern(table, pcs + (int64_t)i * depth, depth, 0);
    return sum;
}
