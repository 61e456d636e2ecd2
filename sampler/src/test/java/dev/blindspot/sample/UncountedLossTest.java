package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventReader;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.model.LossSource;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A kernel that does not count what its events lost, as before Linux 6.0: a replayed one's events tell nothing either. */
class UncountedLossTest {
    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 20));
    private final ReplayedKernel kernel = new ReplayedKernel(StackMode.AUTO, 1 << 16, 1_000, List.of(channel));

    /** Ends the recording; the sources of which an unknown number was lost. */
    private Set<LossSource> lost() {
        kernel.close();
        Set<LossSource> sources = EnumSet.noneOf(LossSource.class);
        EventReader reader = new EventReader();
        channel.take(new EventChannel.Consumer() {
            @Override
            public void accept(long[] words, int base) {
                reader.wrap(words, base);
                if (reader.kind() == EventKind.LOST) {
                    assertEquals(LossCounter.UNKNOWN, reader.length());
                    sources.add(LossSource.values()[reader.lossSource()]);
                }
            }

            @Override
            public void completeUpTo(long nanos) {}
        });
        return sources;
    }

    @Test
    void whereTheRingHadRoomNothingIsLost() {
        kernel.fault(0, 101, 0x1000, 1);
        assertEquals(Set.of(), lost());
    }

    @Test
    void aRingsRecordOfLossIsALossOfAllThatIsLedIntoIt() {
        kernel.lost(EventRole.MMAP_EXIT, 0, 3);
        assertEquals(LossSource.CALLS, lost());
    }

    @Test
    void aRingThatIsFullAtTheEndMayHaveLostMore() {
        assertThrows(IllegalStateException.class, () -> {
            while (true) {
                kernel.fault(0, 101, 0x1000, 1);
            }
        });
        assertEquals(Set.of(LossSource.FAULT), lost());
    }
}
