package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.EventSpecs.Choice;
import dev.blindspot.linux.perf.EventSpecs.Stacks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Attaching to every thread of this process. */
class ThreadAttachLiveTest {
    private static final RingSizes SIZES = new RingSizes(1 << 22, 1 << 18);
    private static final long OURS = 3L << 12;
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    private static ThreadAttach attach() {
        return Harvest.value(ThreadAttach.open(
                Harvest.value(EventSpecs.of(tracefs, Choice.all(0).withStacks(Stacks.NONE))),
                (int) ProcessHandle.current().pid(),
                SIZES));
    }

    private static void mapAndUnmap(int times) {
        for (int i = 0; i < times; i++) {
            Libc.munmap(Worker.map(OURS), OURS);
        }
    }

    /** Accepted mmaps of our length, by thread. */
    private static Map<Integer, Integer> accepted(ThreadAttach attach, AtomicInteger dropped) {
        Map<Integer, Integer> count = new HashMap<>();
        Sample sample = new Sample();
        Harvest.each(attach.rings(), (event, record) -> {
            if (record.isSample()
                    && event.role() == EventRole.MMAP_EXIT
                    && sample.on(record, event.layout())
                    && sample.register(Registers.HERE.argument(1)) == OURS) {
                if (attach.accept(event, record.tid())) {
                    count.merge(record.tid(), 1, Integer::sum);
                } else {
                    dropped.incrementAndGet();
                }
            }
        });
        return count;
    }

    @Test
    void threadsOldAndNewAreSeen() throws Exception {
        try (Worker old = new Worker("old");
                ThreadAttach attach = attach()) {
            old.call(() -> {
                mapAndUnmap(11);
                return 0;
            });
            Worker young = new Worker("young");
            young.call(() -> {
                mapAndUnmap(13);
                return 0;
            });
            young.close();
            AtomicInteger dropped = new AtomicInteger();
            Map<Integer, Integer> seen = accepted(attach, dropped);
            assertEquals(Map.of(old.tid(), 11, young.tid(), 13), seen);
            assertEquals(0, dropped.get());
        }
    }

    /** A thread starts threads as fast as it can during the attach; each maps only once the attach is done. */
    @Test
    void threadsBornDuringTheAttachAreSeenOnce() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch attached = new CountDownLatch(1);
        Map<Integer, Integer> truth = new ConcurrentHashMap<>();
        List<Thread> born = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(20);
        Thread mother = Thread.ofPlatform().start(() -> {
            while (!stop.get() && born.size() < 200) {
                born.add(Thread.ofPlatform().start(() -> {
                    started.countDown();
                    try {
                        attached.await();
                        int tid = Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                                .getFileName()
                                .toString());
                        mapAndUnmap(5);
                        truth.put(tid, 5);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
        });
        started.await();
        try (ThreadAttach attach = attach()) {
            stop.set(true);
            mother.join();
            attached.countDown();
            for (Thread thread : born) {
                thread.join();
            }
            AtomicInteger dropped = new AtomicInteger();
            assertEquals(truth, accepted(attach, dropped));
            assertEquals(born.size(), truth.size());
        }
    }

    /** Two listings without a new thread settle it, and there are not always two. */
    @Test
    void whoStopsListingBeforeTheThreadsRunOutSaysSo() {
        List<EventSpec> specs =
                Harvest.value(EventSpecs.of(tracefs, Choice.all(0).withStacks(Stacks.NONE)));
        int self = (int) ProcessHandle.current().pid();
        try (ThreadAttach attach = Harvest.value(ThreadAttach.open(specs, self, SIZES, 1))) {
            assertTrue(attach.threadCount() > 0);
            assertFalse(attach.isSettled());
        }
        try (ThreadAttach attach = attach()) {
            assertTrue(attach.isSettled());
        }
    }

    /** What {@code accept} does, whatever the timing; 1 stands for the thread an event was inherited from. */
    @Test
    void ofTwoEventsTheOneHeardFirstIsKept() {
        try (Worker worker = new Worker("twice");
                ThreadAttach attach = attach()) {
            AttachedEvent own = null;
            AttachedEvent inherited = null;
            PerfRecord record = new PerfRecord();
            worker.mapAndUnmap(1, OURS);
            for (int i = 0; i < attach.rings().ringCount(); i++) {
                KernelRing ring = attach.rings().ring(i);
                while (ring.peek(record, ring.head()) == KernelRing.Peek.RECORD) {
                    AttachedEvent event = attach.rings().event(record.id());
                    if (event != null && event.role() == EventRole.MMAP_EXIT) {
                        own = event;
                        inherited = new AttachedEvent(event.spec(), event.specIndex(), event.cpu(), 1, event.event());
                    }
                    ring.advance();
                }
            }
            assertTrue(own != null && inherited != null);
            assertTrue(attach.accept(inherited, worker.tid()));
            assertTrue(!attach.accept(own, worker.tid()));
            assertTrue(attach.accept(inherited, worker.tid()));
            attach.forget(worker.tid());
            assertTrue(attach.accept(own, worker.tid()));
            assertTrue(!attach.accept(inherited, worker.tid()));
        }
    }

    @Test
    void aProcessThatIsGoneIsAValue() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        var failed = assertInstanceOf(
                PerfResult.Failed.class,
                ThreadAttach.open(Harvest.value(EventSpecs.of(tracefs, Choice.all(0))), (int) process.pid(), SIZES));
        assertEquals(Linux.ESRCH(), failed.errno());
    }
}
