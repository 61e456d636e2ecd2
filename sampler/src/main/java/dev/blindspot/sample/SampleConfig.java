package dev.blindspot.sample;

import java.util.Set;

/**
 * How to record.
 *
 * @param attach how events are bound to the target
 * @param stacks which mappings carry their stack
 * @param latency both ends of each system call
 * @param probes what is traced by uprobes besides
 * @param bufferBytes kernel ring per CPU for mapping events; a quarter of it besides for faults, and for probes
 * @param intervalNanos how often losses are read
 */
public record SampleConfig(
        AttachMode attach,
        StackMode stacks,
        boolean latency,
        Set<ProbeSource> probes,
        long bufferBytes,
        long intervalNanos) {
    public SampleConfig {
        probes = Set.copyOf(probes);
    }

    /** Without probes. */
    public SampleConfig(AttachMode attach, StackMode stacks, boolean latency, long bufferBytes, long intervalNanos) {
        this(attach, stacks, latency, Set.of(), bufferBytes, intervalNanos);
    }
}
