package dev.blindspot.golang.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.blindspot.golang.GoStateReader;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GoState;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the target's memory: an inspection ends, in bounded memory, and says what it could not read. */
class DamagedMemoryTest {
    private static final int SEEDS = 40;
    private static final long MAX_READS = 2_000_000;
    private static final long MAX_ALLOCATED_BYTES = 512L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @Timeout(600)
    @MethodSource("dev.blindspot.golang.image.SavedImages#versions")
    void anInspectionEnds(String version) throws Exception {
        MemoryImage image = SavedImages.read(version);
        try (MemoryImage.Opened opened = image.open(directory)) {
            for (int seed = 0; seed < SEEDS; seed++) {
                DamagedMemory memory = new DamagedMemory(image, seed, 2 << seed % 14);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                GoState state = look(opened, memory, seed % 8 != 0);
                String what = "Go " + version + ", seed " + seed;
                assertTrue(memory.reads() < MAX_READS, what + ": " + memory.reads() + " reads");
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < MAX_ALLOCATED_BYTES, what + ": " + allocated + " bytes allocated");
                assertEquals(List.of(), state == null ? List.of() : unexplained(state), what);
            }
        }
    }

    /** Views that are null without a note that says why. */
    private static List<String> unexplained(GoState state) {
        Map<String, @Nullable Object> views = new LinkedHashMap<>();
        views.put("memstats", state.memstats());
        views.put("gc", state.gc() == null && said(state, "memstats") ? "" : state.gc());
        boolean spans = said(state, "spans");
        boolean specials = spans || said(state, "specials");
        views.put("finalizers", specials ? "" : state.finalizers());
        views.put("cleanups", specials ? "" : state.cleanups());
        views.put("specials", specials ? "" : state.specials());
        views.put("pins", spans ? "" : state.pins());
        views.put("ledger", spans ? "" : state.regions());
        views.put("goroutines", state.goroutines());
        views.put("plugins", state.modules());
        views.put("cgo-handles", state.cgoHandles());
        views.put("threads", state.threads());
        views.put("heap-profile", state.heapProfile());
        return views.entrySet().stream()
                .filter(view -> view.getValue() == null && !said(state, view.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean said(GoState state, String section) {
        return state.notes().stream().anyMatch(note -> note.code().startsWith(section + "-"));
    }

    private static @Nullable GoState look(MemoryImage.Opened opened, DamagedMemory memory, boolean locatedBefore) {
        try {
            memory.setWhole(locatedBefore);
            GoStateReader reader = new GoStateReader(opened.process(memory), () -> 0);
            memory.setWhole(false);
            return reader.read();
        } catch (UnreadableMemory e) {
            return null;
        }
    }
}
