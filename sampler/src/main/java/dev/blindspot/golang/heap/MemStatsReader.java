package dev.blindspot.golang.heap;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.MemStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reproduces {@code runtime.MemStats}, and tells the state of the garbage collector.
 *
 * <p>The process runs meanwhile, so the accounts are read until they agree with each other and no cycle ended in between; if
 * they never do within so many attempts the last reading is said to be torn.
 *
 * <p>Threads: one. Source: runtime/mstats.go readmemstats_m (Go 1.19 to 1.27).
 */
public final class MemStatsReader {
    private static final int ATTEMPTS = 200;
    private static final int PAUSES = 256;
    /** {@code len(MemStats.BySize)}, kept for compatibility: fewer than there are classes. */
    private static final int BY_SIZE = 61;

    private static final String[] PHASES = {"off", "mark", "marktermination"};

    private final GoProcess process;
    private final HeapAccounts accounts;
    private boolean torn;

    public MemStatsReader(GoProcess process) {
        this.process = process;
        this.accounts = new HeapAccounts(process);
    }

    /** Reads the accounts; what they say is asked for afterwards. */
    public void read() throws UnreadableMemory {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            accounts.read();
            if (accounts.agree()) {
                int cycles = accounts.stat32("numgc");
                process.memory().forget();
                accounts.addCaches();
                if (cycles() == cycles) {
                    torn = false;
                    return;
                }
            }
        }
        torn = true;
        process.memory().forget();
        accounts.addCaches();
    }

    private int cycles() throws UnreadableMemory {
        long at = process.globals().address("runtime.memstats");
        return (int) process.memory()
                .fresh(at + process.layout().struct("runtime.mstats").offset("numgc"));
    }

    /** The accounts as {@code runtime.MemStats}. */
    public MemStats memStats() throws UnreadableMemory {
        Map<String, @Nullable Long> counters = new LinkedHashMap<>();
        long alloc = accounts.totalAlloc() - accounts.totalFree();
        long idle = accounts.free() + accounts.released();
        counters.put("Alloc", alloc);
        counters.put("TotalAlloc", accounts.totalAlloc());
        counters.put("Sys", accounts.sys());
        counters.put("Lookups", 0L);
        counters.put("Mallocs", accounts.mallocs());
        counters.put("Frees", accounts.frees());
        counters.put("HeapAlloc", alloc);
        counters.put("HeapSys", accounts.inUse() + idle);
        counters.put("HeapIdle", idle);
        counters.put("HeapInuse", accounts.inUse());
        counters.put("HeapReleased", accounts.released());
        counters.put("HeapObjects", accounts.mallocs() - accounts.frees());
        counters.put("StackInuse", accounts.stacks());
        counters.put("StackSys", accounts.stacks() + accounts.stat("stacks_sys"));
        counters.put("MSpanInuse", accounts.spanStructures());
        counters.put("MSpanSys", accounts.stat("mspan_sys"));
        counters.put("MCacheInuse", accounts.cacheStructures());
        counters.put("MCacheSys", accounts.stat("mcache_sys"));
        counters.put("BuckHashSys", accounts.stat("buckhash_sys"));
        counters.put("GCSys", accounts.stat("gcMiscSys") + accounts.workBuffers());
        counters.put("OtherSys", accounts.stat("other_sys"));
        counters.put("NextGC", HeapGoal.of(accounts, process.minor()));
        counters.put("LastGC", accounts.stat("last_gc_unix"));
        counters.put("PauseTotalNs", accounts.stat("pause_total_ns"));
        counters.put("NumGC", Integer.toUnsignedLong(accounts.stat32("numgc")));
        counters.put("NumForcedGC", Integer.toUnsignedLong(accounts.stat32("numforcedgc")));
        return new MemStats(
                counters,
                Double.longBitsToDouble(accounts.stat("gc_cpu_fraction")),
                true,
                false,
                ring("pause_ns"),
                ring("pause_end"),
                bySize(),
                torn);
    }

    private List<Long> ring(String field) {
        List<Long> ring = new ArrayList<>(PAUSES);
        for (int i = 0; i < PAUSES; i++) {
            ring.add(accounts.stat(field, i));
        }
        return ring;
    }

    private List<MemStats.BySize> bySize() {
        List<Integer> sizes = process.layout().sizeClasses();
        List<MemStats.BySize> classes = new ArrayList<>(BY_SIZE);
        for (int i = 0; i < BY_SIZE; i++) {
            classes.add(new MemStats.BySize(sizes.get(i), accounts.mallocs(i), accounts.frees(i)));
        }
        return classes;
    }

    /** The collector at that time. */
    public GarbageCollector collector() throws UnreadableMemory {
        long last = accounts.stat("last_gc_unix");
        long limit = accounts.controlled("memoryLimit");
        long phase = process.memory().fresh(process.globals().address("runtime.gcphase")) & 0xffff_ffffL;
        return new GarbageCollector(
                Integer.toUnsignedLong(accounts.stat32("numgc")),
                last == 0 ? null : Instant.ofEpochSecond(0, last),
                phase < PHASES.length ? PHASES[(int) phase] : "unknown",
                HeapGoal.of(accounts, process.minor()),
                limit == Long.MAX_VALUE ? null : limit,
                accounts.controlled32("gcPercent"),
                accounts.controlled("heapMarked"));
    }
}
