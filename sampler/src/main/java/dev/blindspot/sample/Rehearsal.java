package dev.blindspot.sample;

import dev.blindspot.event.EventSink;
import dev.blindspot.event.PathTable;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.perf.EventSpecs;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.linux.perf.RingSizes;
import dev.blindspot.linux.perf.SystemAttach;
import dev.blindspot.linux.perf.ThreadAttach;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * Runs the whole way of events over made-up ones until it is compiled, before a target is attached to.
 *
 * <p>A JVM interprets what it has not yet run often. Interpreted, the drain takes some 20 µs a record, and a target that
 * maps 60,000 times a second overflows its rings within the first second. What was rehearsed takes its first real record
 * as fast as any later one.
 *
 * <p>Nothing of it stays: it has its own rings, tables and channels, and opens no perf event.
 */
public final class Rehearsal {
    /**
     * After so many the compilers are done with what takes records: some 0.4 s on two quiet CPUs, most of it for the
     * first ten thousand.
     */
    private static final int RECORDS = 100_000;

    /** On a busy machine the start of the recording is the rest of the rehearsal. */
    private static final long LIMIT_NANOS = 1_000_000_000;

    private static final long RING_BYTES = 1 << 17;
    private static final int MOST_CPUS = 4;
    private static final int MAX_STACKS = 1 << 12;

    private Rehearsal() {}

    /**
     * Rehearses a recording; ends its channels.
     *
     * @param pid the target, whose code the made-up stacks are in
     * @param paths names of files that the made-up events carry
     * @param channels to readers that work as the recording's will, and whose results are dropped
     */
    public static void run(int pid, SampleConfig config, PathTable paths, List<? extends EventSink> channels) {
        try {
            prepareAndRun(pid, config, paths, channels);
        } finally {
            // Also where it did not come to a drain that ends them: their readers wait for it.
            channels.forEach(EventSink::end);
        }
    }

    private static void prepareAndRun(
            int pid, SampleConfig config, PathTable paths, List<? extends EventSink> channels) {
        try (Arena arena = Arena.ofShared();
                Symbolizer symbolizer = new Symbolizer();
                MapsReader maps = new MapsReader(pid, new ReadCost());
                ProcFile sharedMemory = ProcFile.openMaps(pid, new ReadCost())) {
            MapsSnapshot snapshot = maps.read();
            if (snapshot == null) {
                return; // the attach will say so
            }
            symbolizer.open(snapshot.code());
            EventSpecs.Choice choice = Attacher.choice(snapshot.hasC(), config);
            int cpus = Math.min(Machine.CPUS, MOST_CPUS);
            try (Replay replay =
                    new Replay(EventSpecs.replayed(choice), cpus, new RingSizes(RING_BYTES, RING_BYTES / 2))) {
                Attachment attachment = config.attach() == AttachMode.THREAD
                        ? new Attachment.PerThread(ThreadAttach.of(replay))
                        : new Attachment.SystemWide(SystemAttach.of(replay));
                Pipeline pipeline = new Pipeline(
                        arena,
                        RehearsedTarget.PID,
                        attachment,
                        config,
                        symbolizer,
                        new SharedMemorySizes(sharedMemory),
                        new ProcessMemoryReader(pid, new ReadCost()),
                        paths,
                        MAX_STACKS,
                        channels);
                pipeline.stacks().codeMap(snapshot.code());
                // Records of the past are complete whenever a round asks.
                long startNanos = Machine.monotonicNanos() - 20 * LIMIT_NANOS;
                pipeline.handler().startAt(startNanos);
                rehearse(replay, pipeline.drain(), new RehearsedTarget(replay, snapshot.code(), startNanos));
            }
        }
    }

    private static void rehearse(Replay replay, Drain drain, RehearsedTarget target) {
        try {
            long startNanos = Machine.monotonicNanos();
            int perRound = target.fill();
            replay.fill();
            int records = 0;
            do {
                drain.wake();
                drain.round();
                records += perRound;
            } while (records < RECORDS && Machine.monotonicNanos() - startNanos < LIMIT_NANOS && replay.again());
        } finally {
            drain.stop();
            drain.run();
            drain.close();
        }
    }
}
