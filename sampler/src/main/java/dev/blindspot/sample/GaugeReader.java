package dev.blindspot.sample;

import dev.blindspot.ledger.CgroupMemoryReader;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.ProcessPulse;
import dev.blindspot.model.Gauge;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what of a process can be read at any time at next to no cost: no lock of the target is taken.
 *
 * <p>Threads: one at a time.
 */
public final class GaugeReader implements AutoCloseable {
    private static final String BYTES = "bytes";
    private static final String COUNT = "count";

    private final ProcessPulse pulse;
    private final CgroupMemoryReader cgroup;

    public GaugeReader(int pid, ReadCost cost) {
        pulse = new ProcessPulse(pid, cost);
        cgroup = new CgroupMemoryReader(pid, cost);
    }

    /** The gauges now; null values where one could not be read, none at all if the process is gone. */
    public List<Gauge> read() {
        if (pulse.read() < 0) {
            return List.of();
        }
        List<Gauge> gauges = new ArrayList<>();
        gauges.add(gauge("rss_bytes", BYTES, pulse.statm().rssBytes()));
        gauges.add(gauge("vm_bytes", BYTES, pulse.statm().vmBytes()));
        gauges.add(gauge("minflt", COUNT, pulse.stat().minflt()));
        gauges.add(gauge("majflt", COUNT, pulse.stat().majflt()));
        gauges.add(gauge("threads", COUNT, pulse.stat().threads()));
        gauges.add(gauge("fds", COUNT, pulse.fds()));
        gauges.add(gauge("cgroup_bytes", BYTES, cgroup.currentBytes()));
        return gauges;
    }

    private static Gauge gauge(String name, String unit, long value) {
        return new Gauge(name, unit, value < 0 ? null : (double) value);
    }

    @Override
    public void close() {
        pulse.close();
        cgroup.close();
    }
}
