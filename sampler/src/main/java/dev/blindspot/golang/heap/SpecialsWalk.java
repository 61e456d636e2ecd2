package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import java.util.Arrays;

/**
 * Walks what hangs on the objects of all spans: a list a span, sorted by offset and kind.
 *
 * <p>A list is checked whole before any of it is told. One that changes meanwhile is read again; one that stays impossible
 * is left out and counted.
 *
 * <p>Threads: one. Source: runtime/mheap.go addspecial (Go 1.19 to 1.27).
 */
final class SpecialsWalk {
    private static final int MAX_PER_SPAN = 1 << 22;
    private static final int MAX_KIND = 32;
    private static final int ATTEMPTS = 2;

    private final TargetMemory memory;
    private final Spans spans;
    private final int offsetAt;
    private final boolean wideOffset;
    private final int kindAt;
    private final int headAt;
    private long[] found = new long[256];

    /** Offset and kind of each, {@code offset * MAX_KIND + kind}: by that the list is sorted. */
    private long[] keys = new long[256];

    private int count;
    private int skipped;

    SpecialsWalk(GoProcess process, Spans spans) {
        this.memory = process.memory();
        this.spans = spans;
        StructLayout special = process.layout().struct("runtime.special");
        offsetAt = special.offset("offset");
        wideOffset = special.fieldSize("offset") == 8;
        kindAt = special.offset("kind");
        headAt = process.layout().struct("runtime.mspan").offset("specials");
    }

    /** Tells all specials; gives how many lists could not be read. */
    int walk(SpecialVisitor visitor) throws UnreadableMemory {
        skipped = 0;
        SpanWords heads = spans.specials();
        for (int i = 0; i < heads.size(); i++) {
            if (spans.state(heads.span(i)) == Spans.IN_USE) {
                walk(heads.span(i), heads.word(i), visitor);
            }
        }
        return skipped;
    }

    private void walk(int span, long first, SpecialVisitor visitor) throws UnreadableMemory {
        long head = first;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                collect(head, spans.end(span) - spans.start(span));
                for (int i = 0; i < count; i++) {
                    visitor.special(span, found[i], (int) (keys[i] % MAX_KIND), keys[i] / MAX_KIND);
                }
                return;
            } catch (UnreadableMemory e) {
                memory.forget();
                head = memory.fresh(spans.address(span) + headAt);
            }
        }
        skipped++;
    }

    private void collect(long head, long spanBytes) throws UnreadableMemory {
        CircleGuard guard = new CircleGuard();
        count = 0;
        long last = -1;
        for (long at = head; at != 0; at = memory.u64(at)) {
            int kind = kind(at);
            long offset = offset(at);
            long key = offset * MAX_KIND + kind;
            if (kind <= 0
                    || kind >= MAX_KIND
                    || offset < 0
                    || offset >= spanBytes
                    || key < last
                    || guard.closes(at)
                    || count == MAX_PER_SPAN) {
                throw new UnreadableMemory("a list of specials that cannot be");
            }
            last = key;
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
                keys = Arrays.copyOf(keys, count * 2);
            }
            keys[count] = key;
            found[count++] = at;
        }
    }

    private int kind(long special) throws UnreadableMemory {
        return memory.u8(special + kindAt);
    }

    private long offset(long special) throws UnreadableMemory {
        return wideOffset ? memory.u64(special + offsetAt) : memory.u16(special + offsetAt);
    }
}
