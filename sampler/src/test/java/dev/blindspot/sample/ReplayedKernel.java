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
import java.util.List;

/** A pipeline over rings that a test fills as the kernel would, and drains round by round. */
final class ReplayedKernel implements AutoCloseable {
    static final int PID = 100;
    static final int CPUS = 2;
    static final int FRAMES = 16;
    private static final int ANONYMOUS = 0x22;

    private final Arena arena = Arena.ofShared();
    private final Symbolizer symbolizer = new Symbolizer();
    private final ProcFile ownMaps =
            ProcFile.openMaps((int) ProcessHandle.current().pid(), new ReadCost());
    private final Registers registers = Registers.HERE;
    private final Replay replay;
    private final Pipeline pipeline;
    private final long[] chain = new long[FRAMES];
    private final long[] words = new long[8];
    private long timeNanos;

    ReplayedKernel(StackMode stacks, long ringBytes, int maxStacks, List<EventChannel> channels) {
        SampleConfig config = new SampleConfig(AttachMode.SYSTEM, stacks, false, ringBytes, 1_000_000_000);
        replay = new Replay(
                EventSpecs.replayed(Attacher.choice(false, config)), CPUS, new RingSizes(ringBytes, ringBytes));
        pipeline = new Pipeline(
                arena,
                PID,
                new Attachment.SystemWide(SystemAttach.of(replay)),
                config,
                symbolizer,
                new SharedMemorySizes(ownMaps),
                (address, into, offset, length) -> -1,
                new PathTable(1),
                maxStacks,
                channels);
        // What is written is past, so the next round takes it.
        timeNanos = Machine.monotonicNanos() - 100_000_000_000L;
        pipeline.handler().startAt(timeNanos);
        for (int i = 0; i < FRAMES; i++) {
            chain[i] = 0x40_0000L + i;
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** Hands on all that was written. */
    void round() {
        pipeline.drain().wake();
        pipeline.drain().round();
    }

    /** A mapping without a stack, as {@code auto} has it; with one, as {@code all} has it, whose leaf is this. */
    void mapped(int cpu, int tid, long returned, long length, long leaf) {
        check(mmap(EventRole.MMAP_EXIT, cpu, tid, returned, length, leaf).end());
    }

    /** The stack of a mapping, beside it. */
    void stack(int cpu, int tid, long returned, long leaf) {
        check(mmap(EventRole.MMAP_STACK, cpu, tid, returned, 0, leaf).end());
    }

    private RecordWriter mmap(EventRole role, int cpu, int tid, long returned, long length, long leaf) {
        return sample(role, cpu, tid)
                .chain(withLeaf(leaf), FRAMES)
                .register(registers.argument(1), length)
                .register(registers.argument(3), ANONYMOUS)
                .register(registers.returned(), returned)
                .register(registers.stackPointer(), 0xc000)
                .stack(words, words.length);
    }

    void unmapped(int cpu, int tid, long address, long length) {
        check(sample(EventRole.MUNMAP_ENTER, cpu, tid)
                .register(registers.argument(0), address)
                .register(registers.argument(1), length)
                .end());
    }

    void fault(int cpu, int tid, long address, long leaf) {
        AttachedEvent event = replay.event(EventRole.FAULT, cpu);
        timeNanos += 1_000;
        check(replay.writer(event)
                .sample(event, PID, tid, timeNanos)
                .address(address)
                .chain(withLeaf(leaf), FRAMES)
                .register(registers.stackPointer(), 0xc000)
                .stack(words, words.length)
                .end());
    }

    /** The ring of a role's event had no room for so many records, as the kernel tells once it has. */
    void lost(EventRole role, int cpu, long count) {
        AttachedEvent event = replay.event(role, cpu);
        timeNanos += 1_000;
        check(replay.writer(event).lost(event, count, timeNanos));
    }

    private long[] withLeaf(long leaf) {
        chain[0] = leaf;
        return chain;
    }

    private RecordWriter sample(EventRole role, int cpu, int tid) {
        AttachedEvent event = replay.event(role, cpu);
        timeNanos += 1_000;
        return replay.writer(event).sample(event, PID, tid, timeNanos);
    }

    private static void check(boolean written) {
        if (!written) {
            throw new IllegalStateException("the ring is full");
        }
    }

    @Override
    public void close() {
        pipeline.drain().stop();
        pipeline.drain().run();
        pipeline.drain().close();
        replay.close();
        ownMaps.close();
        symbolizer.close();
        arena.close();
    }
}
