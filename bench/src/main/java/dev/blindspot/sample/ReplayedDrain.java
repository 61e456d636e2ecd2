package dev.blindspot.sample;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.perf.SystemAttach;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The drain as a recording has it, over {@link ReplayedRings}. It is in this package since the drain is nobody else's to use. */
@NullMarked
public final class ReplayedDrain implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Symbolizer symbolizer = new Symbolizer();
    private final ProcFile ownMaps =
            ProcFile.openMaps((int) ProcessHandle.current().pid(), new ReadCost());
    private final Pipeline pipeline;
    private final Drain drain;

    /** A drain that hands on to these channels. */
    public ReplayedDrain(ReplayedRings rings, List<EventChannel> channels) {
        pipeline = new Pipeline(
                arena,
                ReplayedRings.PID,
                new Attachment.SystemWide(SystemAttach.of(rings.replay())),
                rings.config(),
                symbolizer,
                new SharedMemorySizes(ownMaps),
                (address, into, offset, length) -> -1,
                new PathTable(1),
                ReplayedRings.STACKS,
                channels);
        drain = pipeline.drain();
        pipeline.handler().startAt(ReplayedRings.startNanos());
    }

    /** Hands on all that the rings hold; the channels must have room for it. */
    public void round() {
        drain.wake();
        drain.round();
    }

    /** The stacks seen so far. */
    public StackTable stacks() {
        return pipeline.table();
    }

    Drain drain() {
        return drain;
    }

    /** Hands on all there still is, and ends. */
    @Override
    public void close() {
        drain.stop();
        drain.run();
        free();
    }

    /** Of a drain that has ended. */
    void free() {
        drain.close();
        ownMaps.close();
        symbolizer.close();
        arena.close();
    }
}
