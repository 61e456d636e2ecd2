package dev.blindspot.cli;

import dev.blindspot.ledger.TargetFailure;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.sample.GaugeReader;
import dev.blindspot.sample.Inspector;
import dev.blindspot.serve.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A live process, to be served. */
final class ServedProcess implements Subject {
    private final Inspector inspector;
    private final GaugeReader gauges;

    /**
     * Opens a process.
     *
     * @throws SamplerException if there is none, or it may not be read
     */
    ServedProcess(int pid, FreezeOption freeze) {
        TargetFailure.refuseEmpty(pid);
        inspector = Inspector.open(pid, Version.text());
        freeze.applyTo(inspector);
        gauges = new GaugeReader(pid, new ReadCost());
    }

    /**
     * Opens processes, each once.
     *
     * @throws SamplerException if one is none, or may not be read
     */
    static List<ServedProcess> openAll(List<Integer> ids, FreezeOption freeze) {
        List<ServedProcess> opened = new ArrayList<>();
        try {
            for (int id : new LinkedHashSet<>(ids)) {
                opened.add(new ServedProcess(id, freeze));
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.forEach(ServedProcess::close);
            throw e;
        }
    }

    @Override
    public Target target() {
        return inspector.target();
    }

    @Override
    public long startTicks() {
        return inspector.startTicks();
    }

    @Override
    public @Nullable String ended() {
        if (!inspector.isAlive()) {
            return "ended";
        }
        return inspector.hasExecuted() ? "became another program" : null;
    }

    @Override
    public Inspection inspect() {
        return inspector.inspect();
    }

    @Override
    public List<Gauge> gauges() {
        return gauges.read();
    }

    @Override
    public void close() {
        gauges.close();
        inspector.close();
    }
}
