package dev.blindspot.golang.foreign;

import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * Walks the {@code sync.Map} of Go 1.24 and later, {@code HashTrieMap[any, any]}.
 *
 * <p>Layout: map {root 16}; indirect {isEntry bool 0, children 24: 16 pointers}; entry {isEntry bool 0, overflow 8,
 * key any 16, value any 32}. Each level takes 4 bits of a 64-bit hash, so there are 16 at most.
 *
 * <p>Source: internal/sync/hashtriemap.go.
 */
final class HashTrie {
    private static final int ROOT = 16;
    private static final int CHILDREN = 24;
    private static final int CHILD_COUNT = 16;
    private static final int OVERFLOW = 8;
    private static final int VALUE_TYPE = 32;
    private static final int MAX_LEVELS = 16;

    private final CgoHandleReader.Values values;
    private final TargetMemory memory;
    private long nodes;

    HashTrie(CgoHandleReader.Values values) {
        this.values = values;
        this.memory = values.memory;
    }

    /** Adds the values of all entries. */
    void walk(long map) throws UnreadableMemory {
        long root = memory.u64(map + ROOT);
        // Null until the first use.
        if (root != 0) {
            node(root, 0);
        }
    }

    private void node(long node, int level) throws UnreadableMemory {
        if (level > MAX_LEVELS || ++nodes > CgoHandleReader.MAX_NODES) {
            throw new UnreadableMemory("the map of cgo handles has no end");
        }
        if (memory.u8(node) != 0) {
            entries(node);
            return;
        }
        for (int i = 0; i < CHILD_COUNT; i++) {
            long child = memory.u64(node + CHILDREN + i * 8L);
            if (child != 0) {
                node(child, level + 1);
            }
        }
    }

    private void entries(long first) throws UnreadableMemory {
        CircleGuard guard = new CircleGuard();
        for (long entry = first; entry != 0; entry = memory.u64(entry + OVERFLOW)) {
            if (guard.closes(entry)) {
                throw new UnreadableMemory("entries of the map of cgo handles run in a circle");
            }
            values.add(memory.u64(entry + VALUE_TYPE));
        }
    }
}
