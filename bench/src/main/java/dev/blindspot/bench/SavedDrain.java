package dev.blindspot.bench;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventReader;
import dev.blindspot.event.EventWriter;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.perf.PerfRecord;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;
import dev.blindspot.linux.perf.SampleLayout;
import dev.blindspot.linux.perf.SavedRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * What the drain does with a sample, from a kernel ring's record to an event: half of them mmap with one of 256 known
 * stacks of 16 frames, half munmap.
 */
final class SavedDrain {
    static final int DEPTH = 16;

    private static final long DATA_BYTES = 16 << 20;

    private final SavedRing ring = new SavedRing(DATA_BYTES);
    private final SampleLayout mmapLayout = SavedRing.mmapLayout();
    private final SampleLayout munmapLayout = SavedRing.munmapLayout();
    private final Registers registers = Registers.HERE;
    private final PerfRecord record = new PerfRecord();
    private final Sample sample = new Sample();
    private final EventWriter writer = new EventWriter();
    private final long[] frames = new long[DEPTH];
    private final StackTable table = new StackTable(
            Arena.ofAuto().allocate(StackTable.bytesFor(SampleEvents.STACKS, DEPTH), Long.BYTES), SampleEvents.STACKS);
    private long head;
    private long sequence;

    /** Fills the ring with samples of these events. */
    SavedDrain(long[] events) {
        MemorySegment stacks = stacks();
        EventReader event = new EventReader();
        for (int at = 0; at < events.length; at += EventLayout.WORDS) {
            event.wrap(events, at);
            if (event.kind() == EventKind.MMAP) {
                long chain = (event.stack() - 1L) * DEPTH * Long.BYTES;
                ring.mmap(event.tid(), event.timeNanos(), event.address(), event.length(), stacks, chain, DEPTH);
            } else {
                ring.munmap(event.tid(), event.timeNanos(), event.address(), event.length());
            }
        }
    }

    /** Begins again at the first sample. */
    void rewind() {
        ring.rewind();
        head = ring.head();
    }

    /** Makes the next sample an event at this place, later by so much; false when there is none. */
    boolean next(long[] to, int at, long laterNanos) {
        if (!ring.next(record, head)) {
            ring.release();
            return false;
        }
        if (record.id() == SavedRing.MMAP) {
            mmap(to, at, laterNanos);
        } else {
            munmap(to, at, laterNanos);
        }
        ring.advance();
        return true;
    }

    private void mmap(long[] to, int at, long laterNanos) {
        sample.on(record, mmapLayout);
        int depth = sample.chainLength();
        sample.copyChain(0, frames, 0, depth);
        int stack = table.intern(frames, 0, depth, 0);
        writer.begin(to, at, EventKind.MMAP, record.time() + laterNanos, record.tid())
                .sequence(++sequence)
                .address(sample.register(registers.returned()))
                .length(sample.register(registers.argument(1)))
                .prot((int) sample.register(registers.argument(2)))
                .flags((int) sample.register(registers.argument(3)))
                .fd((int) sample.register(registers.argument(4)))
                .fileOffset(sample.register(registers.argument(5)))
                .stack(stack)
                .weight(1);
    }

    private void munmap(long[] to, int at, long laterNanos) {
        sample.on(record, munmapLayout);
        writer.begin(to, at, EventKind.MUNMAP, record.time() + laterNanos, record.tid())
                .sequence(++sequence)
                .address(sample.register(registers.argument(0)))
                .length(sample.register(registers.argument(1)));
    }

    private static MemorySegment stacks() {
        Random random = new Random(2);
        MemorySegment stacks = Arena.ofAuto().allocate((long) SampleEvents.STACKS * DEPTH * Long.BYTES, Long.BYTES);
        for (long at = 0; at < stacks.byteSize(); at += Long.BYTES) {
            stacks.set(ValueLayout.JAVA_LONG, at, 0x400000 + random.nextInt(1 << 22));
        }
        return stacks;
    }
}
