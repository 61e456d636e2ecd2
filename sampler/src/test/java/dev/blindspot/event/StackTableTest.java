package dev.blindspot.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTableTest {
    private final Arena arena = Arena.ofAuto();
    private final long[] pcs = new long[1024];

    @Test
    void theSameStackHasTheSameIdAndReadsBackLeafFirst() {
        StackTable table = table(100, 16);
        assertEquals(1, intern(table, 7, 0x401000, 0x402000, 0x403000));
        assertEquals(2, intern(table, 7, 0x401000, 0x402000));
        assertEquals(1, intern(table, 7, 0x401000, 0x402000, 0x403000));
        assertEquals(2, table.size());
        assertEquals(3, table.depth(1));
        assertEquals(0x401000, table.pc(1, 0));
        assertEquals(0x403000, table.pc(1, 2));
        assertEquals(7, table.epoch(1));
    }

    @Test
    void anotherEpochIsAnotherStack() {
        StackTable table = table(100, 16);
        assertNotEquals(intern(table, 1, 0x401000), intern(table, 2, 0x401000));
        assertEquals(1, table.epoch(1));
        assertEquals(2, table.epoch(2));
    }

    @Test
    void anotherOrderIsAnotherStack() {
        StackTable table = table(100, 16);
        assertNotEquals(intern(table, 1, 1, 2, 3, 4, 5, 6), intern(table, 1, 5, 6, 1, 2, 3, 4));
    }

    @Test
    void anEmptyStackIsNone() {
        StackTable table = table(100, 16);
        assertEquals(0, intern(table, 1));
        assertEquals(0, table.overflows());
    }

    @Test
    void stacksBeyondTheMostAreCountedAndKnownOnesStillFound() {
        StackTable table = table(3, 16);
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, intern(table, 0, i));
        }
        assertEquals(0, intern(table, 0, 4));
        assertEquals(0, intern(table, 0, 5));
        assertEquals(2, intern(table, 0, 2));
        assertEquals(2, table.overflows());
        assertEquals(3, table.size());
    }

    @Test
    void bytesBeyondTheMemoryAreCountedAndAShallowerStackStillFits() {
        MemorySegment memory = arena.allocate(StackTable.bytesFor(10, 0) + 40, Long.BYTES);
        StackTable table = new StackTable(memory, 10);
        // Ten entries' heads and 40 bytes are there: 200.
        assertEquals(1, intern(table, 0, LongStream.range(0, 20).toArray()));
        assertEquals(0, intern(table, 0, 1, 2));
        assertEquals(2, intern(table, 0, 1));
        assertEquals(0, intern(table, 0, 2));
        assertEquals(2, table.overflows());
        assertEquals(20, table.depth(1));
        assertEquals(1, table.pc(2, 0));
    }

    @Test
    void whatIsNotThereIsAnError() {
        StackTable table = table(4, 16);
        intern(table, 0, 1, 2);
        for (int id : new int[] {-1, 0, 2, 4, 5, Integer.MAX_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> table.depth(id));
            assertThrows(IndexOutOfBoundsException.class, () -> table.pc(id, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> table.epoch(id));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> table.pc(1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> table.pc(1, -1));
    }

    @Test
    void memoryThatIsTooSmallIsAnError() {
        MemorySegment memory = arena.allocate(StackTable.bytesFor(10, 0) - 11 * 16, Long.BYTES);
        assertThrows(IllegalArgumentException.class, () -> new StackTable(memory, 10));
        assertThrows(IllegalArgumentException.class, () -> new StackTable(memory, 0));
    }

    /** Few distinct values and every depth: near-twins, prefixes and repeats, against a map. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAMap(long seed) {
        Random random = new Random(seed);
        StackTable table = table(30_000, 8);
        Map<List<Long>, Integer> expected = new HashMap<>();
        for (int i = 0; i < 60_000; i++) {
            int epoch = random.nextInt(3);
            long[] stack = random.longs(random.nextInt(1, 9), 0, 6).toArray();
            List<Long> key = LongStream.concat(LongStream.of(epoch), LongStream.of(stack))
                    .boxed()
                    .toList();
            int id = intern(table, epoch, stack);
            if (id == 0) {
                assertEquals(30_000, table.size());
                assertEquals(null, expected.get(key));
            } else {
                Integer known = expected.putIfAbsent(key, id);
                assertEquals(known == null ? expected.size() : known, id);
            }
        }
        expected.forEach((key, id) -> {
            assertEquals(key.getFirst(), (long) table.epoch(id));
            assertEquals(key.size() - 1, table.depth(id));
            for (int i = 1; i < key.size(); i++) {
                assertEquals(key.get(i), table.pc(id, i - 1));
            }
        });
    }

    /** A reader that gets an id through a ring sees that stack whole, while the table grows. */
    @Test
    @Timeout(60)
    @SuppressWarnings("ThreadPriorityCheck") // yields only so that two threads get on on one processor
    void anIdThroughARingReadsBackOnTheOtherThread() {
        int stacks = 100_000;
        StackTable table = table(stacks, 8);
        SpscRing ring = new SpscRing(arena, 1024);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= stacks; i++) {
                int depth = 1 + i % 8;
                for (int frame = 0; frame < depth; frame++) {
                    pcs[frame] = (long) i * 8 + frame;
                }
                int id = table.intern(pcs, 0, depth, i);
                long at;
                while ((at = ring.writer().claim(Long.BYTES)) < 0) {
                    Thread.yield();
                }
                ring.segment().set(ValueLayout.JAVA_LONG, at, id);
                ring.writer().publish();
            }
        });
        for (int read = 0; read < stacks; ) {
            long at = ring.reader().next();
            if (at < 0) {
                Thread.yield();
                continue;
            }
            int id = (int) ring.segment().get(ValueLayout.JAVA_LONG, at);
            assertEquals(++read, id);
            assertEquals(id, table.epoch(id));
            assertEquals(1 + id % 8, table.depth(id));
            for (int frame = 0; frame < table.depth(id); frame++) {
                assertEquals((long) id * 8 + frame, table.pc(id, frame));
            }
            ring.reader().release();
        }
        writer.join();
    }

    private StackTable table(int maxStacks, int averageDepth) {
        return new StackTable(arena.allocate(StackTable.bytesFor(maxStacks, averageDepth), Long.BYTES), maxStacks);
    }

    private int intern(StackTable table, int epoch, long... stack) {
        // An offset other than 0, so that one forgotten would show.
        System.arraycopy(stack, 0, pcs, 1, stack.length);
        return table.intern(pcs, 1, stack.length, epoch);
    }
}
