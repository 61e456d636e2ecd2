package dev.blindspot.golang.foreign;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.ModuleData;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.LargestFirst;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Reads the values that {@code runtime/cgo.Handle}s keep alive: a handle that is never deleted holds its value for good.
 *
 * <p>They are in a {@code sync.Map}, which was a pair of maps up to Go 1.23 and is a hash trie since.
 *
 * <p>Threads: one. Source: runtime/cgo/handle.go, sync/map.go, internal/sync/hashtriemap.go (Go 1.19 to 1.27).
 */
public final class CgoHandleReader {
    /** The variable that holds them: not part of a program that makes none. */
    public static final String HANDLES = "runtime/cgo.handles";

    /** Parts of the map, at most: a million handles take two million. */
    static final long MAX_NODES = 1L << 24;

    private static final int FIRST_WITH_TRIE = 24;

    private final GoProcess process;
    private final LongFunction<String> typeNames;

    /**
     * Makes a reader.
     *
     * @param typeNames a type as Go prints it, by the address of its descriptor
     */
    public CgoHandleReader(GoProcess process, LongFunction<String> typeNames) {
        this.process = process;
        this.typeNames = typeNames;
    }

    /** Counts them by type; those with the most handles first. */
    public CgoHandles read() throws UnreadableMemory {
        long handles = process.globals().address(HANDLES);
        long created = process.memory().fresh(process.globals().address("runtime/cgo.handleIdx"));
        Values values = new Values(process.memory(), process.modules());
        if (process.minor() >= FIRST_WITH_TRIE) {
            new HashTrie(values).walk(handles);
        } else {
            new SyncMap(values, process.minor()).walk(handles);
        }
        return new CgoHandles(values.live, created, byType(values.counts));
    }

    private List<CgoHandles.ByType> byType(Map<Long, Long> counts) {
        List<CgoHandles.ByType> types = new ArrayList<>();
        counts.forEach(
                (type, count) -> types.add(new CgoHandles.ByType(type == 0 ? "nil" : typeNames.apply(type), count)));
        types.sort(LargestFirst.by(CgoHandles.ByType::count).thenComparing(CgoHandles.ByType::type));
        return types;
    }

    /** The values met on a walk, by the address of their type. */
    static final class Values {
        private static final int MAX_TYPES = 65_536;

        final TargetMemory memory;
        private final List<ModuleData> modules;
        private final Map<Long, Long> counts = new HashMap<>();
        private long live;

        Values(TargetMemory memory, List<ModuleData> modules) {
            this.memory = memory;
            this.modules = modules;
        }

        /** Takes the type word of a value. */
        void add(long type) throws UnreadableMemory {
            counts.merge(type, 1L, Long::sum);
            if (++live > MAX_NODES || counts.size() > MAX_TYPES) {
                throw new UnreadableMemory("the map of cgo handles has no end");
            }
        }

        /** Whether an address is of a global variable. */
        boolean isGlobal(long address) {
            for (ModuleData module : modules) {
                if (address >= module.noptrdata() && address < module.enoptrbss()) {
                    return true;
                }
            }
            return false;
        }
    }
}
