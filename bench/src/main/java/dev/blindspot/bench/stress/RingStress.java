package dev.blindspot.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.blindspot.ring.RingReader;
import dev.blindspot.ring.RingWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** What a reader and a writer of the ring may see of each other: the facts its Javadoc argues, one test each. */
public final class RingStress {
    private RingStress() {}

    /** A ring of 64 bytes: a record of 24 bytes of payload is half of it. */
    public abstract static class TwoSides {
        static final int HALF = 24;

        final RingWriter writer;
        final RingReader reader;

        TwoSides() {
            SpscRing ring = new SpscRing(ChunkAllocator.INSTANCE, 64);
            writer = ring.writer();
            reader = ring.reader();
        }

        /** Fills both ends of the payload with a value, the far end first. */
        void fill(long at, long value) {
            writer.segment().set(ValueLayout.JAVA_LONG, at + 16, value);
            writer.segment().set(ValueLayout.JAVA_LONG, at, value);
        }

        long near(long at) {
            return reader.segment().get(ValueLayout.JAVA_LONG, at);
        }

        long far(long at) {
            return reader.segment().get(ValueLayout.JAVA_LONG, at + 16);
        }

        boolean put(long value) {
            long at = writer.claim(HALF);
            if (at < 0) {
                return false;
            }
            fill(at, value);
            writer.publish();
            return true;
        }
    }

    /** Who sees a published record sees all of it. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "7, 7", expect = ACCEPTABLE, desc = "the whole record")
    @Outcome(expect = FORBIDDEN, desc = "a record without its payload")
    @State
    public static class Publication extends TwoSides {
        @Actor
        public void write() {
            put(7);
        }

        @Actor
        public void read(JJ_Result result) {
            long at = reader.next();
            result.r1 = at < 0 ? -1 : near(at);
            result.r2 = at < 0 ? -1 : far(at);
        }
    }

    /** Records of one batch are seen together, in order. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "published between both looks")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "a batch in part or out of order")
    @State
    public static class Batch extends TwoSides {
        @Actor
        public void write() {
            fill(writer.claim(HALF), 1);
            fill(writer.claim(HALF), 2);
            writer.publish();
        }

        @Actor
        public void read(JJ_Result result) {
            long first = reader.next();
            long second = reader.next();
            result.r1 = first < 0 ? -1 : far(first);
            result.r2 = second < 0 ? -1 : far(second);
        }
    }

    /** A record being read is not written over: the ring is full, and the writer gets room as the reader lets go. */
    @JCStressTest
    @Outcome(id = "1, 1, -1", expect = ACCEPTABLE, desc = "still full")
    @Outcome(id = "1, 1, 3", expect = ACCEPTABLE_INTERESTING, desc = "read, released, written again")
    @Outcome(expect = FORBIDDEN, desc = "read what was written over it, or the new record is not whole")
    @State
    public static class Reuse extends TwoSides {
        private boolean third;

        @SuppressWarnings("this-escape") // nothing here is overridden
        public Reuse() {
            put(1);
            put(2);
        }

        @Actor
        public void read(JJJ_Result result) {
            long at = reader.next();
            result.r1 = near(at);
            result.r2 = far(at);
            reader.release();
        }

        @Actor
        public void write() {
            third = put(3);
        }

        @Arbiter
        public void after(JJJ_Result result) {
            reader.next();
            result.r3 = third ? far(reader.next()) : reader.next();
        }
    }

    /** A record that starts again at the beginning of the ring is found there, padding and all. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "9, 9", expect = ACCEPTABLE, desc = "found behind the padding")
    @Outcome(expect = FORBIDDEN, desc = "took the padding for a record, or an old one for the new")
    @State
    public static class Wrap extends TwoSides {
        @SuppressWarnings("this-escape") // nothing here is overridden
        public Wrap() {
            put(1);
            // 32 of 64 bytes are behind; 16 more, and the next half does not fit the 16 that are left.
            writer.claim(8);
            writer.publish();
            reader.next();
            reader.next();
            reader.release();
        }

        @Actor
        public void write() {
            put(9);
        }

        @Actor
        public void read(JJ_Result result) {
            long at = reader.next();
            result.r1 = at < 0 ? -1 : near(at);
            result.r2 = at < 0 ? -1 : far(at);
        }
    }
}
