package dev.blindspot.cli;

import dev.blindspot.event.EventSink;
import dev.blindspot.event.ProcessIds;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.GaugeReader;
import dev.blindspot.sample.Inspector;
import dev.blindspot.sample.SampleConfig;
import dev.blindspot.sample.Sampler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process whose events go to readers, and the names of what they name.
 *
 * <p>Threads: one makes, stops and closes it.
 */
final class StreamedProcess implements AutoCloseable {
    /** What is open, the youngest first. */
    private final Deque<Runnable> open = new ArrayDeque<>();

    private final Inspector inspector;
    private final Sampler sampler;
    private final StreamSymbols symbols;
    private final GaugeReader gauges;
    private final ProcessIds ids;

    /**
     * Attaches.
     *
     * @param ids where its ids begin
     * @param prepare is given the target before that
     * @throws SamplerException if the target cannot be attached to
     */
    StreamedProcess(int pid, SampleConfig config, ProcessIds ids, List<EventSink> sinks, Consumer<Target> prepare) {
        this.ids = ids;
        try {
            inspector = closing(Inspector.open(pid, Version.text()), Inspector::close);
            prepare.accept(inspector.target());
            sampler = closing(Sampler.attach(pid, config, sinks), Sampler::close);
            // From now on the sampler sees it.
            inspector.refuseExecuted();
            symbols = closing(new StreamSymbols(sampler), StreamSymbols::close);
            gauges = closing(new GaugeReader(pid, new ReadCost()), GaugeReader::close);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T> T closing(T opened, Consumer<T> close) {
        open.push(() -> close.accept(opened));
        return opened;
    }

    Target target() {
        return inspector.target();
    }

    /** When it started, in ticks since boot. */
    long startTicks() {
        return inspector.startTicks();
    }

    /** What it is read by. */
    Sampler sampler() {
        return sampler;
    }

    StreamSymbols symbols() {
        return symbols;
    }

    /** Where its ids begin. */
    ProcessIds ids() {
        return ids;
    }

    /** Where those of the process after it begin; once it is stopped. */
    ProcessIds nextIds() {
        return new ProcessIds(
                ids.stacks() + sampler.stackCount(),
                ids.paths() + sampler.paths().size());
    }

    /** Its gauges now; empty if it is gone. */
    List<Gauge> gauges() {
        return gauges.read();
    }

    /** Why there will be no more events of it; null while there may be. */
    @Nullable
    String ended() {
        if (sampler.targetExecuted()) {
            return "exec";
        }
        return inspector.isAlive() ? null : "exit";
    }

    /** Detaches. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
