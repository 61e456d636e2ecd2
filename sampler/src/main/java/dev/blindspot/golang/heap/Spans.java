package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * All spans of Go's heap at one look, as columns by rising address: a large process has a million.
 *
 * <p>Each is the runtime's {@code mspan}; its structure is never unmapped, but the list of all of them moves as it grows.
 * A span that cannot be, by its address, length or state, is left out.
 *
 * <p>Units: bytes, pages of 8 KiB. Threads: immutable. Source: runtime/mheap.go (Go 1.19 to 1.27).
 */
public final class Spans {
    /** Go's page, whatever the kernel's. */
    public static final int PAGE_BYTES = 8192;

    /** {@code mSpanDead}, {@code mSpanInUse}, {@code mSpanManual}. */
    public static final int DEAD = 0;

    public static final int IN_USE = 1;
    public static final int MANUAL = 2;

    private static final int MAX_SPANS = 1 << 27;
    /** Instead of a slot's size: the span is one slot. */
    private static final int WHOLE = Integer.MAX_VALUE;

    private static final int ATTEMPTS = 3;

    private final int size;
    private final long[] addresses;
    private final long[] starts;
    private final int[] pages;
    private final int[] elementBytes;
    private final char[] elements;
    private final char[] allocated;
    private final byte[] states;
    private final byte[] classes;
    private final SpanWords specials;
    private final SpanWords pinnerBits;

    private Spans(Reading reading) {
        ByAddress order = new ByAddress(reading.starts, reading.size);
        size = reading.size;
        addresses = reading.addresses;
        starts = reading.starts;
        pages = reading.pages;
        elementBytes = reading.elementBytes;
        elements = reading.elements;
        allocated = reading.allocated;
        states = reading.states;
        classes = reading.classes;
        order.sort(reading::move);
        int[] places = order.places();
        specials = reading.specials.moved(places);
        pinnerBits = reading.pinnerBits.moved(places);
    }

    /** Reads them through the process's cache. */
    public static Spans read(GoProcess process) throws UnreadableMemory {
        StructLayout heap = process.layout().struct("runtime.mheap");
        long slice = process.globals().address("runtime.mheap_") + heap.offset("allspans");
        UnreadableMemory moved = new UnreadableMemory("the list of spans cannot be read");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long array = process.memory().fresh(slice);
            long length = process.memory().fresh(slice + 8);
            if (length < 0 || length > MAX_SPANS) {
                throw new UnreadableMemory("a list of " + length + " spans");
            }
            try {
                return new Spans(new Reading(process, array, (int) length));
            } catch (UnreadableMemory e) {
                // A list that grew was given back to the system: look where it is now.
                moved = e;
            }
        }
        throw moved;
    }

    public int size() {
        return size;
    }

    /** Where the runtime keeps its structure. */
    public long address(int span) {
        return addresses[span];
    }

    /** Of its first page. */
    public long start(int span) {
        return starts[span];
    }

    public int pages(int span) {
        return pages[span];
    }

    /** Address after its last page. */
    public long end(int span) {
        return starts[span] + (long) pages[span] * PAGE_BYTES;
    }

    /** Size of a slot. */
    public long elementBytes(int span) {
        return elementBytes[span] == WHOLE ? (long) pages[span] * PAGE_BYTES : elementBytes[span];
    }

    /** Slots. */
    public int elements(int span) {
        return elements[span];
    }

    /** Slots allocated, as of its last sweep and what was allocated since. */
    public int allocated(int span) {
        return allocated[span];
    }

    /** {@link #DEAD}, {@link #IN_USE} or {@link #MANUAL}. */
    public int state(int span) {
        return states[span];
    }

    /** Size class times 2, plus 1 where objects hold no pointers. */
    public int spanClass(int span) {
        return classes[span] & 0xff;
    }

    /** The first special of those that have one. */
    SpanWords specials() {
        return specials;
    }

    /** Where the bits of pinned objects are, of those that have some. */
    SpanWords pinnerBits() {
        return pinnerBits;
    }

    /** The columns while they are filled. */
    private static final class Reading {
        private int size;
        private final long[] addresses;
        private final long[] starts;
        private final int[] pages;
        private final int[] elementBytes;
        private final char[] elements;
        private final char[] allocated;
        private final byte[] states;
        private final byte[] classes;
        private final SpanWords specials = new SpanWords();
        private final SpanWords pinnerBits = new SpanWords();

        Reading(GoProcess process, long array, int length) throws UnreadableMemory {
            TargetMemory memory = process.memory();
            // Nothing is allocated for a length that memory does not bear out.
            if (length > 0) {
                memory.u64(array + (length - 1) * 8L);
            }
            // One more, for the order to put a span aside.
            int room = length + 1;
            addresses = new long[room];
            starts = new long[room];
            pages = new int[room];
            elementBytes = new int[room];
            elements = new char[room];
            allocated = new char[room];
            states = new byte[room];
            classes = new byte[room];
            StructLayout at = process.layout().struct("runtime.mspan");
            int startAt = at.offset("startAddr");
            int pagesAt = at.offset("npages");
            int elementBytesAt = at.offset("elemsize");
            int elementsAt = at.offset("nelems");
            boolean wideElements = at.fieldSize("nelems") == 8;
            int allocatedAt = at.offset("allocCount");
            int stateAt = at.offset("state");
            int classAt = at.offset("spanclass");
            int specialsAt = at.offset("specials");
            int pinnerBitsAt = at.has("pinnerBits") ? at.offset("pinnerBits") : -1;
            for (int i = 0; i < length; i++) {
                long span = memory.u64(array + i * 8L);
                if (span == 0) {
                    continue;
                }
                int state = memory.u8(span + stateAt);
                long start = memory.u64(span + startAt);
                long count = memory.u64(span + pagesAt);
                if (state > MANUAL || start <= 0 || start % PAGE_BYTES != 0 || count <= 0 || count > 1L << 30) {
                    continue;
                }
                addresses[size] = span;
                starts[size] = start;
                pages[size] = (int) count;
                long slot = memory.u64(span + elementBytesAt);
                elementBytes[size] = slot > 0 && slot < count * PAGE_BYTES ? (int) Math.min(slot, WHOLE) : WHOLE;
                long slots = wideElements ? memory.u64(span + elementsAt) : memory.u16(span + elementsAt);
                elements[size] = (char) Math.clamp(slots, 0, Character.MAX_VALUE);
                allocated[size] = (char) memory.u16(span + allocatedAt);
                states[size] = (byte) state;
                classes[size] = (byte) memory.u8(span + classAt);
                specials.add(size, memory.u64(span + specialsAt));
                pinnerBits.add(size, pinnerBitsAt < 0 ? 0 : memory.u64(span + pinnerBitsAt));
                size++;
            }
        }

        /** Copies a span to another place, all but the words that few have. */
        private void move(int from, int to) {
            addresses[to] = addresses[from];
            starts[to] = starts[from];
            pages[to] = pages[from];
            elementBytes[to] = elementBytes[from];
            elements[to] = elements[from];
            allocated[to] = allocated[from];
            states[to] = states[from];
            classes[to] = classes[from];
        }
    }
}
