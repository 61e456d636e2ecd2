package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.KernelRing;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.linux.perf.RingKind;
import dev.blindspot.linux.perf.RingSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Samples of other processes are counted and gone past, and whether anything can have been lost is known. */
class OthersSamplesTest {
    private static final int PID = 100;
    private static final int OTHER = 200;
    private static final int RING_BYTES = 1 << 17;
    private static final int FRAMES = 16;

    private final Replay replay =
            new Replay(EventSpecs.replayed(EventSpecs.Choice.all(1)), 1, new RingSizes(RING_BYTES, RING_BYTES));
    private final AttachedEvent fault = replay.event(EventRole.FAULT, 0);
    private final KernelRing ring = IntStream.range(0, replay.rings().ringCount())
            .filter(i -> replay.rings().kind(i) == RingKind.SIDE)
            .mapToObj(replay.rings()::ring)
            .findFirst()
            .orElseThrow();
    private final List<Long> passed = new ArrayList<>();
    private final RingCursor cursor = new RingCursor(ring, PID, (cpu, nanos) -> passed.add(nanos));

    private boolean sampled(int pid, long nanos, int frames) {
        return replay.writer(fault)
                .sample(fault, pid, pid, nanos)
                .address(0x1000)
                .chain(new long[frames], frames)
                .end();
    }

    /** Takes what there is; the times of the target's. */
    private List<Long> drained() {
        List<Long> times = new ArrayList<>();
        for (cursor.begin(); cursor.hasRecord(); cursor.advance()) {
            assertEquals(PID, cursor.record().pid());
            times.add(cursor.timeNanos());
        }
        cursor.release();
        return times;
    }

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void onlyTheTargetsAreSeenAndTheOthersAreTold() {
        Random random = new Random(1);
        long nanos = 0;
        for (int round = 0; round < 500; round++) {
            List<Long> targets = new ArrayList<>();
            List<Long> others = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                boolean isTargets = random.nextInt(3) == 0;
                nanos++;
                assertTrue(sampled(isTargets ? PID : OTHER, nanos, random.nextInt(FRAMES)));
                (isTargets ? targets : others).add(nanos);
            }
            passed.clear();
            assertEquals(targets, drained());
            assertEquals(others, passed);
            assertEquals(0, ring.filledBytes(), "all of it is given back");
        }
    }

    @Test
    void othersBehindARecordNotTakenYetWait() {
        sampled(OTHER, 1, 0);
        sampled(PID, 2, 0);
        sampled(OTHER, 3, 0);
        cursor.begin();
        assertEquals(List.of(1L), passed);
        cursor.begin();
        assertEquals(List.of(1L), passed, "the order of a CPU's samples is kept");
        assertEquals(List.of(2L), drained());
        assertEquals(List.of(1L, 3L), passed);
    }

    @Test
    void aRingThatStaysRoomyHasLostNothing() {
        drained();
        assertFalse(cursor.takeMayHaveLost());
        for (long i = 0; i < 10_000; i++) {
            assertTrue(sampled(OTHER, i, FRAMES));
            drained();
        }
        assertFalse(cursor.takeMayHaveLost());
    }

    @Test
    void aRingThatRanFullMayHave() {
        drained();
        long nanos = 0;
        while (sampled(OTHER, nanos, FRAMES)) {
            nanos++;
        }
        drained();
        assertTrue(cursor.takeMayHaveLost());
        assertTrue(cursor.takeMayHaveLost(), "until it was seen to be roomy again, more may have been lost since");
        drained();
        assertTrue(cursor.takeMayHaveLost(), "what was lost before the last round began");
        assertFalse(cursor.takeMayHaveLost());
    }

    @Test
    void aRingThatOverflowsWhileItIsReadMayHave() {
        for (int i = 0; i < 10; i++) {
            sampled(PID, i, FRAMES);
        }
        cursor.begin();
        long nanos = 10;
        while (sampled(OTHER, nanos, FRAMES)) {
            nanos++;
        }
        while (cursor.hasRecord()) {
            cursor.advance();
        }
        cursor.release();
        assertFalse(cursor.takeMayHaveLost(), "not known yet");
        drained();
        assertTrue(cursor.takeMayHaveLost());
    }
}
