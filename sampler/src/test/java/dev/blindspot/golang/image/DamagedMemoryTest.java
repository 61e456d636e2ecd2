package dev.blindspot.golang.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.blindspot.golang.GoStateReader;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.GoState;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
    @MethodSource("dev.blindspot.golang.image.SavedImages#versions")
    void anInspectionEnds(String version) throws Exception {
        MemoryImage image = SavedImages.read(version);
        try (MemoryImage.Opened opened = image.open(directory)) {
            for (int seed = 0; seed < SEEDS; seed++) {
                DamagedMemory memory = new DamagedMemory(image, seed, 2 << seed % 12);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                GoState state = look(opened, memory);
                String what = "Go " + version + ", seed " + seed;
                assertTrue(memory.reads() < MAX_READS, what + ": " + memory.reads() + " reads");
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < MAX_ALLOCATED_BYTES, what + ": " + allocated + " bytes allocated");
                assertTrue(
                        state == null
                                || state.memstats() != null
                                || !state.notes().isEmpty(),
                        what + ": nothing was said");
            }
        }
    }

    private static @Nullable GoState look(MemoryImage.Opened opened, DamagedMemory memory) {
        try {
            return new GoStateReader(opened.process(memory), () -> 0).read();
        } catch (UnreadableMemory e) {
            return null;
        }
    }
}
