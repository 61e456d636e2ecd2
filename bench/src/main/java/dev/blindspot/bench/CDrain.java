package dev.blindspot.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.RingImage;
import dev.blindspot.linux.perf.SampleLayout;
import dev.blindspot.sample.ReplayedRings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** {@code drain.c} over {@link ReplayedRings}: all of a record's way, in C. */
final class CDrain {
    private static final MethodHandle NEW = CBaseline.function(
            "drain_new",
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT);
    private static final MethodHandle ROUND = CBaseline.function("drain_round", JAVA_INT, ADDRESS);
    private static final MethodHandle HASH = CBaseline.function("drain_hash", JAVA_LONG, ADDRESS);
    private static final int MMAP = 0;
    private static final int MUNMAP = 1;
    private static final int EVENTS = 1 << 15;

    private final MemorySegment drain;

    CDrain(ReplayedRings rings) {
        Arena arena = Arena.ofAuto();
        List<RingImage> images = rings.images();
        MemorySegment controls = arena.allocate(ADDRESS, images.size());
        MemorySegment data = arena.allocate(ADDRESS, images.size());
        MemorySegment sizes = arena.allocate(JAVA_LONG, images.size());
        for (int i = 0; i < images.size(); i++) {
            controls.setAtIndex(ADDRESS, i, images.get(i).control());
            data.setAtIndex(ADDRESS, i, images.get(i).data());
            sizes.setAtIndex(JAVA_LONG, i, images.get(i).data().byteSize());
        }
        List<Long> layouts = new ArrayList<>();
        for (int cpu = 0; cpu < ReplayedRings.CPUS; cpu++) {
            add(layouts, rings.event(EventRole.MMAP_EXIT, cpu), MMAP);
            add(layouts, rings.event(EventRole.MUNMAP_ENTER, cpu), MUNMAP);
        }
        try {
            drain = (MemorySegment) NEW.invokeExact(
                    ReplayedRings.PID,
                    images.size(),
                    controls,
                    data,
                    sizes,
                    2 * ReplayedRings.CPUS,
                    longs(arena, layouts),
                    longs(arena, registers()),
                    ReplayedRings.STACKS,
                    EVENTS);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    /** As {@code struct layout}. */
    private static void add(List<Long> layouts, AttachedEvent event, long kind) {
        SampleLayout layout = event.layout();
        layouts.addAll(List.of(
                event.id(),
                kind,
                (long) layout.chainOffset(),
                (long) layout.variableOffset(),
                layout.registerMask(),
                layout.userStack() ? 1L : 0L));
    }

    private static List<Long> registers() {
        List<Long> numbers = new ArrayList<>(List.of((long) Registers.HERE.returned()));
        Registers.HERE.arguments().forEach(number -> numbers.add((long) number));
        return numbers;
    }

    private static MemorySegment longs(Arena arena, List<Long> values) {
        return arena.allocateFrom(
                JAVA_LONG, values.stream().mapToLong(Long::longValue).toArray());
    }

    /** Takes all that the rings hold; how many events those were. */
    int round() {
        try {
            return (int) ROUND.invokeExact(drain);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }

    /** Of all results, as {@link ResultHash}. */
    long hash() {
        try {
            return (long) HASH.invokeExact(drain);
        } catch (Throwable thrown) {
            throw CBaseline.unexpected(thrown);
        }
    }
}
