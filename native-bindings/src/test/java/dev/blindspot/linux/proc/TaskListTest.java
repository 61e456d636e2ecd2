package dev.blindspot.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TaskListTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @Test
    void listsManyThreads() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(150);
        Thread[] threads = new Thread[150];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        begun.await();
        TaskList list = TaskList.ofThreads(SELF, new ReadCost());
        int count = list.read();
        end.countDown();
        assertTrue(count >= 150, "found " + count);
        assertEquals(count, list.count());
        boolean main = false;
        for (int i = 0; i < count; i++) {
            main |= list.id(i) == SELF;
        }
        assertTrue(main, "the first thread has the pid as its id");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void countsDescriptorsAsTheDirectoryDoes() throws Exception {
        Process child = Cat.start();
        try {
            int pid = (int) child.pid();
            long counted = new FdCount(pid, new ReadCost()).read();
            assertEquals(TaskList.ofDescriptors(pid, new ReadCost()).read(), counted);
            assertTrue(counted >= 3);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void noSuchProcessIsAValue() {
        assertEquals(
                -Linux.ENOENT(), TaskList.ofThreads(1 << 22, new ReadCost()).read());
        assertEquals(-Linux.ENOENT(), new FdCount(1 << 22, new ReadCost()).read());
    }

    @Test
    void anEntryWithoutLengthEndsTheWalk() {
        byte[] entries = new byte[64];
        MemorySegment segment = MemorySegment.ofArray(entries);
        segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, 16, (short) 24);
        entries[19] = '4';
        entries[20] = '2';
        TaskList list = TaskList.ofThreads(SELF, new ReadCost());
        list.take(segment, 64);
        assertEquals(1, list.count());
        assertEquals(42, list.id(0));
    }
}
