package dev.blindspot.recording;

/**
 * Raw events that follow each other in the merged stream, as their codec wrote them.
 *
 * @param firstSequence number of the first
 * @param lastSequence number of the last
 * @param firstNanos monotonic time of the first
 * @param lastNanos monotonic time of the last
 * @param count events in it
 * @param encoded opaque here; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by one codec; a copy would buy nothing
public record EventBlock(
        long firstSequence, long lastSequence, long firstNanos, long lastNanos, int count, byte[] encoded) {}
