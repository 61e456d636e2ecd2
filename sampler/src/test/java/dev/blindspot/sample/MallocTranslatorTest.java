package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.EventReader;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.perf.Sample;
import dev.blindspot.ring.SpscRing;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which calls of malloc and free become events. */
class MallocTranslatorTest {
    private static final int TID = 7;
    private static final int MOST_CHUNKS = 2;

    private final EventChannel channel = new EventChannel(new SpscRing(Arena.ofAuto(), 1 << 20));
    private final EventOutput output = new EventOutput(List.of(channel));
    private final MallocTranslator mallocs = translator();
    private long nanos;

    private MallocTranslator translator() {
        Arena arena = Arena.ofAuto();
        StackTable table = new StackTable(arena.allocate(StackTable.bytesFor(16, 4), Long.BYTES), 16);
        StackCollector stacks = new StackCollector(arena, table, new Symbolizer(), (address, into, at, bytes) -> -1);
        MallocTranslator translator = new MallocTranslator(output, stacks, MOST_CHUNKS);
        translator.window(new MallocTranslator.Window(1, 0, Long.MAX_VALUE, 10));
        return translator;
    }

    private void allocated(long address, long old) {
        nanos++;
        mallocs.enter(TID, nanos, new Sample(), 100, old);
        nanos++;
        mallocs.exit(TID, nanos, address);
    }

    private void freed(long address) {
        nanos++;
        mallocs.freed(TID, nanos, address);
    }

    private List<String> events() {
        output.publish(nanos);
        List<String> events = new ArrayList<>();
        EventReader reader = new EventReader();
        channel.take(new EventChannel.Consumer() {
            @Override
            public void accept(long[] words, int base) {
                reader.wrap(words, base);
                events.add(reader.kind() + " " + Long.toHexString(reader.address()));
            }

            @Override
            public void completeUpTo(long completeNanos) {}
        });
        return events;
    }

    @Test
    void aFreeIsToldOfChunksAloneWhoseAllocationWas() {
        allocated(0x10, 0);
        freed(0x20);
        freed(0x10);
        freed(0x10);
        assertEquals(List.of("MALLOC 10", "FREE 10"), events());
    }

    @Test
    void anAddressGivenOutAnewWasFreedBefore() {
        allocated(0x10, 0);
        allocated(0x10, 0);
        allocated(0x20, 0x10);
        assertEquals(List.of("MALLOC 10", "FREE 10", "MALLOC 10", "FREE 10", "MALLOC 20"), events());
    }

    @Test
    void whatCannotBeFollowedIsLostAndNotHeldForEver() {
        allocated(0x10, 0);
        allocated(0x20, 0);
        allocated(0x30, 0);
        freed(0x30);
        assertEquals(1, mallocs.takeLost());
        assertEquals(List.of("MALLOC 10", "MALLOC 20"), events());

        freed(0x10);
        allocated(0x40, 0);
        assertEquals(0, mallocs.takeLost(), "there is room again");
        assertEquals(List.of("FREE 10", "MALLOC 40"), events());
    }
}
