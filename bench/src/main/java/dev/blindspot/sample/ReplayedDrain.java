package dev.blindspot.sample;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.RecordWriter;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.linux.perf.RingSizes;
import dev.blindspot.linux.perf.SystemAttach;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;

/**
 * The drain as a recording has it, over rings of two CPUs that are told again and again: in each pass every one of the
 * live ranges is unmapped and mapped anew, in an order of no address. It is in this package since the drain is nobody
 * else's to use.
 */
@NullMarked
public final class ReplayedDrain implements AutoCloseable {
    private static final int PID = 4242;
    private static final int CPUS = 2;
    private static final int FRAMES = 16;
    private static final int STACKS = 256;
    private static final int STACK_WORDS = 8;
    private static final int PAIRS_ON_A_CPU = 16;
    private static final long RANGE_BYTES = 64 << 10;
    private static final long BASE = 0x7e00_0000_0000L;
    private static final int ANONYMOUS = 0x22;

    private final Arena arena = Arena.ofShared();
    private final Symbolizer symbolizer = new Symbolizer();
    private final ProcFile ownMaps =
            ProcFile.openMaps((int) ProcessHandle.current().pid(), new ReadCost());
    private final Registers registers = Registers.HERE;
    private final Random random = new Random(1);
    private final long[][] chains = new long[STACKS][FRAMES];
    private final long[] words = new long[STACK_WORDS];
    private final Replay replay;
    private final Drain drain;
    private long timeNanos;

    /**
     * Fills the rings.
     *
     * @param live ranges; two records each
     * @param ringBytes of each CPU, some 200 for a record
     */
    public ReplayedDrain(int live, long ringBytes, List<EventChannel> channels) {
        SampleConfig config = new SampleConfig(AttachMode.SYSTEM, StackMode.ALL, false, ringBytes, 1_000_000_000);
        replay = new Replay(
                EventSpecs.replayed(Attacher.choice(false, config)),
                CPUS,
                new RingSizes(ringBytes, Machine.PAGE_BYTES));
        Pipeline pipeline = new Pipeline(
                arena,
                PID,
                new Attachment.SystemWide(SystemAttach.of(replay)),
                config,
                symbolizer,
                new SharedMemorySizes(ownMaps),
                (address, into, offset, length) -> -1,
                new PathTable(1),
                STACKS,
                channels);
        drain = pipeline.drain();
        // What is past is complete, so that each round takes all.
        timeNanos = Machine.monotonicNanos() - 1_000_000_000;
        pipeline.handler().startAt(timeNanos);
        for (long[] chain : chains) {
            Arrays.setAll(chain, i -> 0x40_0000L + random.nextInt(1 << 22));
        }
        fill(live);
    }

    private void fill(int live) {
        List<Integer> places = IntStream.range(0, live).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(places, random);
        for (int i = 0; i < live; i++) {
            int cpu = i / PAIRS_ON_A_CPU % CPUS;
            long address = BASE + places.get(i) * 2 * RANGE_BYTES;
            check(sample(EventRole.MUNMAP_ENTER, cpu)
                    .register(registers.argument(0), address)
                    .register(registers.argument(1), RANGE_BYTES)
                    .end());
            check(sample(EventRole.MMAP_EXIT, cpu)
                    .chain(chains[random.nextInt(STACKS)], FRAMES)
                    .register(registers.argument(1), RANGE_BYTES)
                    .register(registers.argument(3), ANONYMOUS)
                    .register(registers.returned(), address)
                    .stack(words, STACK_WORDS)
                    .end());
        }
        check(replay.fill());
    }

    private RecordWriter sample(EventRole role, int cpu) {
        AttachedEvent event = replay.event(role, cpu);
        timeNanos += 1_000;
        return replay.writer(event).sample(event, PID, PID, timeNanos);
    }

    /** Hands on all that the rings hold; the channels must have room for it. */
    public void round() {
        drain.wake();
        drain.round();
        check(replay.again());
    }

    private static void check(boolean done) {
        if (!done) {
            throw new IllegalStateException("the rings are too small, or were not read to their ends");
        }
    }

    @Override
    public void close() {
        drain.stop();
        drain.run();
        drain.close();
        replay.close();
        ownMaps.close();
        symbolizer.close();
        arena.close();
    }
}
