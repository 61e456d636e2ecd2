package dev.blindspot.bench;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import java.util.Random;

/**
 * Events as a busy target makes them: half mmap with one of some known stacks, half munmap of what is longest there, so
 * that a fixed number of mappings stays live.
 */
final class SampleEvents {
    static final long MAPPING_BYTES = 64 << 10;
    static final int STACKS = 256;

    private SampleEvents() {}

    /** {@code pairs} mappings and as many unmaps of them, one of each in turn, all of it gone again at the end. */
    static long[] pairs(int pairs, int live) {
        long[] events = new long[2 * pairs * EventLayout.WORDS];
        EventWriter writer = new EventWriter();
        Random random = new Random(1);
        long time = 1;
        int at = 0;
        int mapped = 0;
        int unmapped = 0;
        for (int i = 0; i < 2 * pairs; i++, at += EventLayout.WORDS) {
            time += 500 + random.nextInt(2_000);
            if (mapped < pairs && mapped - unmapped < live + i % 2) {
                mmap(writer, events, at, time, mapped++, 1 + random.nextInt(STACKS));
            } else {
                munmap(writer, events, at, time, unmapped++);
            }
            writer.sequence(i + 1L);
        }
        return events;
    }

    static long address(int mapping) {
        // Not in order of address, and never two neighbours: 2^20 places, a large odd step apart.
        return 0x7e00_0000_0000L + (mapping * 0x9e37L & 0xfffff) * 2 * MAPPING_BYTES;
    }

    private static void mmap(EventWriter writer, long[] events, int at, long time, int mapping, int stack) {
        writer.begin(events, at, EventKind.MMAP, time, 4242)
                .address(address(mapping))
                .length(MAPPING_BYTES)
                .prot(3)
                .flags(0x22)
                .stack(stack)
                .weight(1);
    }

    private static void munmap(EventWriter writer, long[] events, int at, long time, int mapping) {
        writer.begin(events, at, EventKind.MUNMAP, time, 4242)
                .address(address(mapping))
                .length(MAPPING_BYTES);
    }
}
