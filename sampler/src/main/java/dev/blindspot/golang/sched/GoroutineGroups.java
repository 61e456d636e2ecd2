package dev.blindspot.golang.sched;

import dev.blindspot.golang.locate.GoFunctions;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that are alike, counted together. Of more than so many groups the rest is told apart by state, reason and
 * creator alone.
 *
 * <p>Threads: one.
 */
final class GoroutineGroups {
    private static final int MAX_GROUPS = 20_000;
    private static final long[] NO_STACK = {};

    private final GoFunctions functions;
    private final Map<Key, Sum> groups = new HashMap<>();
    private final Map<String, Long> byState = new LinkedHashMap<>();

    GoroutineGroups(GoFunctions functions) {
        this.functions = functions;
    }

    /** What makes goroutines alike. */
    private static final class Key {
        private final String state;
        private final @Nullable String reason;
        private final long creator;
        private final long[] pcs;
        private final int hash;

        Key(String state, @Nullable String reason, long creator, long[] pcs) {
            this.state = state;
            this.reason = reason;
            this.creator = creator;
            this.pcs = pcs;
            this.hash = Arrays.hashCode(pcs) * 31 + Long.hashCode(creator) + state.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && creator == key.creator
                    && state.equals(key.state)
                    && (reason == null ? key.reason == null : reason.equals(key.reason))
                    && Arrays.equals(pcs, key.pcs);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static final class Sum {
        private long count;
        private long longestWaitNanos = -1;
    }

    void add(String state, @Nullable String reason, long waitedNanos, long creator, long[] pcs, int depth) {
        byState.merge(state, 1L, Long::sum);
        Key key = new Key(state, reason, creator, Arrays.copyOf(pcs, depth));
        Sum sum = groups.get(key);
        if (sum == null) {
            Key kept = groups.size() < MAX_GROUPS ? key : new Key(state, reason, creator, NO_STACK);
            sum = groups.computeIfAbsent(kept, none -> new Sum());
        }
        sum.count++;
        sum.longestWaitNanos = Math.max(sum.longestWaitNanos, waitedNanos);
    }

    Map<String, Long> byState() {
        return byState;
    }

    /** Largest first. */
    List<Goroutines.Group> groups() {
        List<Goroutines.Group> all = new ArrayList<>(groups.size());
        groups.forEach((key, sum) -> all.add(new Goroutines.Group(
                sum.count,
                key.state,
                key.reason,
                sum.longestWaitNanos < 0 ? null : sum.longestWaitNanos,
                creator(key.creator),
                key.pcs.length == 0 ? new Stack(List.of()) : functions.stack(key.pcs, key.pcs.length))));
        all.sort(LargestFirst.by(Goroutines.Group::count));
        return all;
    }

    private @Nullable Frame creator(long pc) {
        return pc == 0 ? null : functions.frames(pc, true).getFirst();
    }
}
