package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.EventSpecs.Choice;
import dev.blindspot.linux.perf.EventSpecs.Stacks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each event of a live thread holds what the thread did. */
class MappingEventsLiveTest {
    private static final RingSizes SIZES = new RingSizes(1 << 20, 1 << 20);
    private static final Registers REGISTERS = Registers.HERE;
    private static final long SYS_BRK = Machine.ARM64 ? 214 : 12;
    private static final long SYS_MPROTECT = Machine.ARM64 ? 226 : 10;
    private static final long SYS_MADVISE = Machine.ARM64 ? 233 : 28;
    private static final long SYS_MREMAP = Machine.ARM64 ? 216 : 25;
    private static final long SYS_SHMGET = Machine.ARM64 ? 194 : 29;
    private static final long SYS_SHMCTL = Machine.ARM64 ? 195 : 31;
    private static final long SYS_SHMAT = Machine.ARM64 ? 196 : 30;
    private static final long SYS_SHMDT = Machine.ARM64 ? 197 : 67;
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    /** What a sample said, copied out. */
    private record Seen(EventRole role, long time, long result, List<Long> arguments, int chain) {}

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
    }

    private static SystemAttach attach(String name, Choice choice) {
        return Harvest.value(SystemAttach.open(Harvest.value(EventSpecs.of(tracefs, choice)), List.of(name), SIZES));
    }

    private static List<Seen> seen(SystemAttach attach, int tid) {
        List<Seen> all = new ArrayList<>();
        Harvest.each(attach.rings(), (event, record) -> {
            if (!record.isSample() || record.tid() != tid) {
                return;
            }
            Sample sample = new Sample();
            assertTrue(sample.on(record, event.layout()), () -> "malformed sample of " + event.role());
            assertEquals(ProcessHandle.current().pid(), record.pid());
            long mask = event.spec().attr().userRegisters();
            List<Long> arguments = REGISTERS.arguments().stream()
                    .map(register -> (mask >> register & 1) == 0 ? 0L : sample.register(register))
                    .toList();
            long result = (mask >> REGISTERS.returned() & 1) == 0 ? 0 : sample.register(REGISTERS.returned());
            all.add(new Seen(event.role(), record.time(), result, arguments, sample.chainLength()));
        });
        return all;
    }

    private static Seen one(List<Seen> all, EventRole role) {
        return one(all, role, _ -> true);
    }

    private static Seen one(List<Seen> all, EventRole role, Predicate<Seen> which) {
        List<Seen> found =
                all.stream().filter(s -> s.role() == role && which.test(s)).toList();
        assertEquals(1, found.size(), role.name());
        return found.getFirst();
    }

    @Test
    void eachSyscallIsSeenOnceWithItsArgumentsAndResult() {
        try (Worker worker = new Worker("blindspot-map");
                SystemAttach attach = attach("blindspot-map", Choice.all(0))) {
            long before = Machine.monotonicNanos();
            long page = Machine.PAGE_BYTES;
            long[] at = worker.call(() -> {
                long mapped = Worker.map(3 * page);
                long moved = Libc.syscall(SYS_MREMAP, mapped, 3 * page, 9 * page, Linux.MREMAP_MAYMOVE(), 0);
                long protect = Libc.syscall(SYS_MPROTECT, moved, page, Linux.PROT_READ(), 0, 0);
                long failed = Libc.syscall(SYS_MPROTECT, moved + 1, page, Linux.PROT_READ(), 0, 0);
                Libc.syscall(SYS_MADVISE, moved, page, Linux.MADV_DONTNEED(), 0, 0);
                long brk = Libc.syscall(SYS_BRK, 0, 0, 0, 0, 0);
                Libc.munmap(moved, 9 * page);
                return new long[] {mapped, moved, protect, failed, brk};
            });
            List<Seen> all = seen(attach, worker.tid());
            Seen mmap = one(all, EventRole.MMAP_EXIT, s -> s.result() == at[0]);
            assertEquals(3 * page, mmap.arguments().get(1));
            assertEquals(
                    Linux.PROT_READ() | Linux.PROT_WRITE(), mmap.arguments().get(2));
            assertEquals(
                    Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS(),
                    mmap.arguments().get(3));
            assertEquals(-1, mmap.arguments().get(4).intValue());
            assertTrue(mmap.chain() > 0, "no stack");
            assertTrue(mmap.time() >= before && mmap.time() <= Machine.monotonicNanos(), "another clock");
            Seen enter = one(all, EventRole.MREMAP_ENTER);
            assertEquals(
                    List.of(at[0], 3 * page, 9 * page, (long) Linux.MREMAP_MAYMOVE()),
                    enter.arguments().subList(0, 4));
            assertEquals(at[1], one(all, EventRole.MREMAP_EXIT).result());
            List<Seen> protects = all.stream()
                    .filter(s -> s.role() == EventRole.MPROTECT_EXIT)
                    .sorted(Comparator.comparingLong(Seen::time))
                    .toList();
            assertEquals(
                    List.of(at[2], at[3]), protects.stream().map(Seen::result).toList());
            Seen advice = one(all, EventRole.MADVISE_ENTER);
            assertEquals(
                    List.of(at[1], page, (long) Linux.MADV_DONTNEED()),
                    advice.arguments().subList(0, 3));
            assertEquals(at[4], one(all, EventRole.BRK_EXIT).result());
            Seen munmap = one(all, EventRole.MUNMAP_ENTER, s -> s.arguments().getFirst() == at[1]);
            assertEquals(9 * page, munmap.arguments().get(1));
        }
    }

    @Test
    void sharedMemoryIsSeen() {
        try (Worker worker = new Worker("blindspot-shm");
                SystemAttach attach = attach("blindspot-shm", Choice.all(0))) {
            int createPrivate = 0x3b6;
            long at = worker.call(() -> {
                long id = Libc.syscall(SYS_SHMGET, 0, 8192, createPrivate, 0, 0);
                long address = Libc.syscall(SYS_SHMAT, id, 0, 0, 0, 0);
                Libc.syscall(SYS_SHMDT, address, 0, 0, 0, 0);
                Libc.syscall(SYS_SHMCTL, id, 0, 0, 0, 0);
                return address;
            });
            List<Seen> all = seen(attach, worker.tid());
            assertEquals(at, one(all, EventRole.SHMAT_EXIT).result());
            assertEquals(at, one(all, EventRole.SHMDT_ENTER).arguments().getFirst());
        }
    }

    @Test
    void latencyHasBothEndsInOrder() {
        try (Worker worker = new Worker("blindspot-lat");
                SystemAttach attach = attach(
                        "blindspot-lat", Choice.all(0).withStacks(Stacks.NONE).withLatency())) {
            worker.mapAndUnmap(10, 8192);
            List<EventRole> roles = seen(attach, worker.tid()).stream()
                    .sorted((a, b) -> Long.compare(a.time(), b.time()))
                    .map(Seen::role)
                    .toList();
            List<EventRole> expected = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                expected.addAll(List.of(
                        EventRole.MMAP_ENTER, EventRole.MMAP_EXIT, EventRole.MUNMAP_ENTER, EventRole.MUNMAP_EXIT));
            }
            assertEquals(expected, roles);
        }
    }

    @Test
    void someStacksLeaveEveryMappingAndTheirPeriodCanChange() {
        try (Worker worker = new Worker("blindspot-some");
                SystemAttach attach = attach("blindspot-some", Choice.all(0).withStacks(Stacks.SOME))) {
            worker.mapAndUnmap(50, 8192);
            List<Seen> every = seen(attach, worker.tid());
            assertEquals(50, ours(every));
            assertEquals(results(every, EventRole.MMAP_EXIT), results(every, EventRole.MMAP_STACK));
            attach.rings().setPeriod(EventRole.MMAP_STACK, 10);
            worker.mapAndUnmap(1_000, 8192);
            List<Seen> some = seen(attach, worker.tid());
            assertEquals(1_000, ours(some));
            int stacks = results(some, EventRole.MMAP_STACK).size();
            // A counter a CPU.
            long slack = attach.rings().cpus().size();
            assertTrue(stacks >= 100 - slack && stacks <= 100 + slack, stacks + " stacks");
        }
    }

    private static List<Long> results(List<Seen> all, EventRole role) {
        return all.stream().filter(s -> s.role() == role).map(Seen::result).toList();
    }

    private static long ours(List<Seen> all) {
        return all.stream()
                .filter(s -> s.role() == EventRole.MMAP_EXIT && s.arguments().get(1) == 8192)
                .count();
    }

    @Test
    void faultsHaveAddressStackAndRegisters() {
        try (Worker worker = new Worker("blindspot-fault");
                SystemAttach attach = attach("blindspot-fault", Choice.all(1))) {
            long first = worker.touch(64);
            List<Long> touched = new ArrayList<>();
            Harvest.each(attach.rings(), (event, record) -> {
                if (event.role() != EventRole.FAULT || record.tid() != worker.tid()) {
                    return;
                }
                Sample sample = new Sample();
                assertTrue(sample.on(record, event.layout()));
                assertTrue(sample.hasRegisters());
                assertEquals(128, sample.stackBytes());
                assertTrue(sample.chainLength() > 0);
                assertEquals(sample.chainAt(0), sample.register(REGISTERS.instructionPointer()));
                MemorySegment here = MemorySegment.ofAddress(sample.register(REGISTERS.stackPointer()));
                assertTrue(here.address() != 0);
                if (sample.address() >= first && sample.address() < first + 64L * Machine.PAGE_BYTES) {
                    touched.add(sample.address());
                }
            });
            assertEquals(64, touched.size());
            assertEquals(first, Collections.min(touched) & -Machine.PAGE_BYTES);
        }
    }
}
