package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.EventSpecs.Choice;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is read and what the kernel counts as lost is all that was done. */
class LossLiveTest {
    private static final RingSizes TINY = new RingSizes(2L * Machine.PAGE_BYTES, 2L * Machine.PAGE_BYTES);
    private static Tracefs.Present tracefs = new Tracefs.Present(Tracefs.PLACES.getFirst());

    @BeforeAll
    static void needsRights() {
        tracefs = Privilege.tracefs();
        Assumptions.assumeTrue(PerfFeatures.here().lostCount(), "PERF_FORMAT_LOST needs Linux 6.0");
    }

    private static int spec(RingSet rings, EventRole role) {
        for (int i = 0; i < rings.specs().size(); i++) {
            if (rings.specs().get(i).role() == role) {
                return i;
            }
        }
        throw new AssertionError(role);
    }

    private static SystemAttach attach(String name, RingSizes sizes) {
        return Harvest.value(
                SystemAttach.open(Harvest.value(EventSpecs.of(tracefs, Choice.all(0))), List.of(name), sizes));
    }

    /** A second attach with room enough tells what was done: the JVM may have mapped something too. */
    @Test
    void readAndLostAddUpTailIncluded() {
        try (Worker worker = new Worker("blindspot-loss");
                SystemAttach witness = attach("blindspot-loss", new RingSizes(1 << 20, 1 << 18));
                SystemAttach attach = attach("blindspot-loss", TINY)) {
            long[] lost = new long[attach.rings().specs().size()];
            long[] done = new long[attach.rings().specs().size()];
            long[] read = new long[attach.rings().specs().size()];
            for (int round = 1; round <= 5; round++) {
                worker.mapAndUnmap(400, 8192);
                Harvest.each(witness.rings(), (event, record) -> done[event.specIndex()] += record.isSample() ? 1 : 0);
                Harvest.each(attach.rings(), (event, record) -> read[event.specIndex()] += record.isSample() ? 1 : 0);
                attach.rings().readLost(lost);
                for (EventRole role : List.of(EventRole.MMAP_EXIT, EventRole.MUNMAP_ENTER)) {
                    int spec = spec(attach.rings(), role);
                    long told = read[spec] + lost[spec];
                    assertTrue(told >= 400L * round, role + ": only " + told + " accounted for");
                    assertEquals(done[spec], told, role.name());
                }
            }
            assertTrue(lost[spec(attach.rings(), EventRole.MMAP_EXIT)] > 0, "the ring never filled");
            witness.rings().readLost(lost);
            assertEquals(0, lost[spec(witness.rings(), EventRole.MMAP_EXIT)]);
        }
    }

    @Test
    void nothingIsLostWhereTheRingIsReadInTimeAndRecordsWrap() {
        try (Worker worker = new Worker("blindspot-wrap");
                SystemAttach attach = attach("blindspot-wrap", TINY)) {
            RingSet rings = attach.rings();
            long bytes = 0;
            Sample sample = new Sample();
            for (int round = 0; round < 200; round++) {
                long address = worker.mapAndUnmap(1, 8192);
                long[] seen = new long[2];
                Harvest.each(rings, (event, record) -> {
                    seen[0] += record.size();
                    if (event.role() == EventRole.MUNMAP_ENTER
                            && sample.on(record, event.layout())
                            && sample.register(Registers.HERE.argument(0)) == address
                            && sample.register(Registers.HERE.argument(1)) == 8192) {
                        seen[1]++;
                    }
                });
                bytes += seen[0];
                assertEquals(1, seen[1], "munmap of round " + round);
            }
            long[] lost = new long[rings.specs().size()];
            rings.readLost(lost);
            assertEquals(0, lost[spec(rings, EventRole.MMAP_EXIT)]);
            assertTrue(bytes > 4 * TINY.mappingsBytes(), "the ring was not gone round");
        }
    }

    @Test
    void closingLeavesNoDescriptor() {
        long before = descriptors();
        SystemAttach attach = Harvest.value(SystemAttach.open(
                Harvest.value(EventSpecs.of(tracefs, Choice.all(1))), List.of("blindspot-none"), TINY));
        assertEquals(before + attach.rings().eventCount() + attach.rings().ringCount(), descriptors());
        attach.close();
        assertEquals(before, descriptors());
    }

    /** Perf events among this process's descriptors. */
    private static long descriptors() {
        long count = 0;
        byte[] name = "anon_inode:[perf_event]".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            var buffer = arena.allocate(64);
            for (int fd = 0; fd < 4_096; fd++) {
                long length = Libc.readlink(arena.allocateFrom("/proc/self/fd/" + fd), buffer, 64);
                count += length == name.length
                                && buffer.asSlice(0, length).mismatch(java.lang.foreign.MemorySegment.ofArray(name)) < 0
                        ? 1
                        : 0;
            }
        }
        return count;
    }
}
