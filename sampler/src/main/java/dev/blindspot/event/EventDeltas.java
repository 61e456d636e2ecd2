package dev.blindspot.event;

import java.util.Arrays;

/**
 * What an encoded event is told apart from: the fields of the event before it, of the same kind where that predicts
 * better.
 *
 * <p>Both ends of the codec keep one, and step it alike.
 *
 * <p>Layout of a batch, all numbers as varints (7 bits a byte, low ones first, the high bit says that more follow):
 *
 * <pre>
 *   count     events in the batch
 *   event ×   kind      ordinal
 *             present   bit i set: field i of {@link #FIELDS} differs from its prediction
 *             field ×   for each bit, lowest first: value − prediction, zigzag (0 −1 1 −2 2 …)
 * </pre>
 *
 * Predictions: the time and the sequence + 1 of the event before; all others are those of the event before of the same
 * kind. At the beginning of a batch everything before is 0, so that each batch stands for itself.
 */
final class EventDeltas {
    /** Fields in the order of their bits: those that change most come first, so that the bits take one byte. */
    static final int[] FIELDS = {
        EventLayout.TIME,
        EventLayout.ADDRESS,
        EventLayout.LENGTH,
        EventLayout.STACK,
        EventLayout.TID,
        EventLayout.LATENCY,
        EventLayout.WEIGHT,
        EventLayout.SEQUENCE,
        EventLayout.ADDRESS2,
        EventLayout.LENGTH2,
        EventLayout.PROT,
        EventLayout.FLAGS,
        EventLayout.FD,
        EventLayout.EXTRA,
    };

    static final int TIME = 0;
    static final int SEQUENCE = 7;

    /** Bit i set: field i is 4 bytes wide, the others 8. */
    static final int INT_FIELDS = 1 << 3 | 1 << 4 | 1 << 6 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13;

    /** The most a varint of 64 bits takes. */
    static final int MAX_VARINT = 10;

    /** The most an event takes. */
    static final int MAX_EVENT = 2 * MAX_VARINT + FIELDS.length * MAX_VARINT;

    /** The least an event takes: its kind, and that no field differs. */
    static final int MIN_EVENT = 2;

    private final long[] previous = new long[EventKind.COUNT * FIELDS.length];
    private long time;
    private long sequence;

    void reset() {
        Arrays.fill(previous, 0);
        time = 0;
        sequence = 0;
    }

    /** What the field would be if nothing were said about it. */
    long prediction(int kind, int field) {
        return switch (field) {
            case TIME -> time;
            case SEQUENCE -> sequence + 1;
            default -> previous[kind * FIELDS.length + field];
        };
    }

    /** Takes the field's value into account for the events to come. */
    void step(int kind, int field, long value) {
        switch (field) {
            case TIME -> time = value;
            case SEQUENCE -> sequence = value;
            default -> previous[kind * FIELDS.length + field] = value;
        }
    }

    static boolean isInt(int field) {
        return (INT_FIELDS >>> field & 1) != 0;
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
