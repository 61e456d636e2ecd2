package dev.blindspot.event;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Decodes the batches of {@link EventEncoder}, each into exactly the events that went in.
 *
 * <pre>
 *   decoder.begin(batch);
 *   while (decoder.next(scratch, 0)) …
 * </pre>
 *
 * <p>Threads: one at a time. Allocation: none after construction.
 *
 * <p>Errors: {@link MalformedEvents} on bytes no encoder wrote, at once and never after more work than their length
 * explains. Nothing outside the batch and the event's place is touched.
 */
public final class EventDecoder {
    private final EventDeltas deltas = new EventDeltas();
    private MemorySegment in = MemorySegment.NULL;
    private long at;
    private int remaining;

    /** Starts with a batch, which must be neither longer nor shorter than was encoded. */
    public void begin(MemorySegment batch) throws MalformedEvents {
        deltas.reset();
        in = batch;
        at = 0;
        remaining = 0;
        long count = varint();
        if (count < 0 || count > (in.byteSize() - at) / EventDeltas.MIN_EVENT) {
            throw new MalformedEvents(0, "a count of " + Long.toUnsignedString(count));
        }
        remaining = (int) count;
        checkEnd();
    }

    /** Events of the batch not given yet. */
    public int remaining() {
        return remaining;
    }

    /** Puts the next event where it is to begin; false when there is none left. */
    public boolean next(long[] to, int base) throws MalformedEvents {
        if (remaining == 0) {
            return false;
        }
        int kind = kind();
        int present = present();
        EventLayout.setInt(to, base, EventLayout.KIND, kind);
        for (int field = 0; field < EventDeltas.FIELDS.length; field++) {
            long value = deltas.prediction(kind, field);
            if ((present & 1 << field) != 0) {
                value = changed(field, value);
            }
            deltas.step(kind, field, value);
            put(to, base, field, value);
        }
        remaining--;
        checkEnd();
        return true;
    }

    private int kind() throws MalformedEvents {
        long start = at;
        long kind = varint();
        if (kind < 0 || kind >= EventKind.COUNT) {
            throw new MalformedEvents(start, "a kind of " + Long.toUnsignedString(kind));
        }
        return (int) kind;
    }

    private int present() throws MalformedEvents {
        long start = at;
        long present = varint();
        if (present >>> EventDeltas.FIELDS.length != 0) {
            throw new MalformedEvents(start, "fields that there are not");
        }
        return (int) present;
    }

    private long changed(int field, long prediction) throws MalformedEvents {
        long start = at;
        long delta = EventDeltas.unzigzag(varint());
        long value = prediction + delta;
        if (delta == 0) {
            throw new MalformedEvents(start, "a field said to differ does not");
        }
        if (EventDeltas.isInt(field) && value != (int) value) {
            throw new MalformedEvents(start, "a value beyond its field");
        }
        return value;
    }

    private void checkEnd() throws MalformedEvents {
        if (remaining == 0 && at != in.byteSize()) {
            throw new MalformedEvents(at, (in.byteSize() - at) + " bytes after the last event");
        }
    }

    private long varint() throws MalformedEvents {
        long start = at;
        long value = 0;
        for (int shift = 0; shift < 7 * EventDeltas.MAX_VARINT; shift += 7) {
            if (at == in.byteSize()) {
                throw new MalformedEvents(start, "the end in the middle of a number");
            }
            byte next = in.get(JAVA_BYTE, at++);
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw new MalformedEvents(start, "a number of more than 64 bits");
    }

    private static void put(long[] to, int base, int field, long value) {
        int at = EventDeltas.FIELDS[field];
        if (EventDeltas.isInt(field)) {
            EventLayout.setInt(to, base, at, (int) value);
        } else {
            EventLayout.setLong(to, base, at, value);
        }
    }
}
