package dev.blindspot.event;

import java.util.Random;

/** Events for tests of what carries them. */
final class RandomEvents {
    private RandomEvents() {}

    static long[] allocate(int events) {
        return new long[events * EventLayout.WORDS];
    }

    /** Any value in every field, the extremes among them; only the kind is one there is. */
    static void arbitrary(long[] events, int count, Random random) {
        for (int at = 0; at < count * EventLayout.WORDS; at += EventLayout.WORDS) {
            for (int field = 0; field < EventDeltas.FIELDS.length; field++) {
                int offset = EventDeltas.FIELDS[field];
                if (EventDeltas.isInt(field)) {
                    EventLayout.setInt(events, at, offset, (int) value(random, Integer.MIN_VALUE, Integer.MAX_VALUE));
                } else {
                    EventLayout.setLong(events, at, offset, value(random, Long.MIN_VALUE, Long.MAX_VALUE));
                }
            }
            EventLayout.setInt(events, at, EventLayout.KIND, random.nextInt(EventKind.COUNT));
        }
    }

    /** Pairs of mmap and munmap, and faults between them, as a target makes them. */
    static void plausible(long[] events, int count, Random random) {
        EventWriter writer = new EventWriter();
        long time = 1_000_000_000_000L;
        long address = 0x7f12_3456_7000L;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(5_000);
            int at = i * EventLayout.WORDS;
            int tid = 4000 + random.nextInt(2);
            if (i % 3 == 0) {
                address = 0x7f12_3456_7000L + random.nextInt(100) * 4096L;
            }
            switch (i % 3) {
                case 0 ->
                    writer.begin(events, at, EventKind.MMAP, time, tid)
                            .address(address)
                            .length(65_536)
                            .prot(3)
                            .flags(0x22)
                            .stack(1 + random.nextInt(20))
                            .weight(1);
                case 1 ->
                    writer.begin(events, at, EventKind.FAULT, time, tid)
                            .address(address + 4096)
                            .weight(64);
                default ->
                    writer.begin(events, at, EventKind.MUNMAP, time, tid)
                            .address(address)
                            .length(65_536);
            }
            writer.sequence(i + 1);
        }
    }

    private static long value(Random random, long least, long most) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> least;
            case 3 -> most;
            case 4 -> random.nextInt(300);
            default -> random.nextLong();
        };
    }
}
