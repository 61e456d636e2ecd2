package dev.blindspot.sample;

import java.util.Set;

/**
 * How to record.
 *
 * @param attach how events are bound to the target
 * @param stacks which mappings carry their stack
 * @param latency both ends of each system call
 * @param probes what is traced by uprobes besides
 * @param overheadLimit share of one core that the recording may cost; 0 for no limit
 * @param bufferBytes kernel ring per CPU for mapping events; a quarter of it besides for faults, and for probes
 * @param intervalNanos how often losses are read
 */
public record SampleConfig(
        AttachMode attach,
        StackMode stacks,
        boolean latency,
        Set<ProbeSource> probes,
        double overheadLimit,
        long bufferBytes,
        long intervalNanos) {
    public SampleConfig {
        probes = Set.copyOf(probes);
    }

    /** Windows on allocations may cost the target so much of one core: with faults 2 % where nobody says otherwise. */
    double mallocShare() {
        return overheadLimit > 0 ? overheadLimit / 2 : 0.01;
    }

    /** Without probes and limit. */
    public SampleConfig(AttachMode attach, StackMode stacks, boolean latency, long bufferBytes, long intervalNanos) {
        this(attach, stacks, latency, Set.of(), 0, bufferBytes, intervalNanos);
    }
}
