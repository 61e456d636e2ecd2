package dev.blindspot.sample;

/**
 * How to record.
 *
 * @param attach how events are bound to the target
 * @param stacks which mappings carry their stack
 * @param latency both ends of each system call
 * @param bufferBytes kernel ring per CPU for mapping events; a quarter of it besides for faults
 * @param intervalNanos how often losses are read
 */
public record SampleConfig(
        AttachMode attach, StackMode stacks, boolean latency, long bufferBytes, long intervalNanos) {}
