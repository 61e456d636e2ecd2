package dev.blindspot.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.blindspot.event.StackTable;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Who got a stack's id, through a ring or by the table's size, sees the whole stack. */
public final class StackTableStress {
    private StackTableStress() {}

    public abstract static class OneStack {
        private static final long[] STACK = {0x401000, 0x402000, 0x403000};

        final StackTable table =
                new StackTable(ChunkAllocator.INSTANCE.allocate(StackTable.bytesFor(2, 3), Long.BYTES), 2);

        int intern() {
            return table.intern(STACK, 0, 3, 5);
        }

        void read(int id, JJJ_Result result) {
            result.r1 = table.depth(id);
            result.r2 = table.epoch(id);
            result.r3 = table.pc(id, 2);
        }
    }

    /** An event names the stack. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "3, 5, 4206592", expect = ACCEPTABLE, desc = "the whole stack")
    @Outcome(expect = FORBIDDEN, desc = "an id without its stack")
    @State
    public static class ThroughRing extends OneStack {
        private final SpscRing ring = new SpscRing(ChunkAllocator.INSTANCE, 64);

        @Actor
        public void write() {
            long at = ring.writer().claim(Long.BYTES);
            ring.segment().set(ValueLayout.JAVA_LONG, at, intern());
            ring.writer().publish();
        }

        @Actor
        public void read(JJJ_Result result) {
            long at = ring.reader().next();
            if (at >= 0) {
                read((int) ring.segment().get(ValueLayout.JAVA_LONG, at), result);
            }
        }
    }

    /** The size says that it is there. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "3, 5, 4206592", expect = ACCEPTABLE, desc = "the whole stack")
    @Outcome(expect = FORBIDDEN, desc = "counted, but not there")
    @State
    public static class BySize extends OneStack {
        @Actor
        public void write() {
            intern();
        }

        @Actor
        public void read(JJJ_Result result) {
            int size = table.size();
            if (size > 0) {
                read(size, result);
            }
        }
    }
}
