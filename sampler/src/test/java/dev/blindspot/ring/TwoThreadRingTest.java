package dev.blindspot.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thread writes, one reads: every record arrives once, whole and in order. */
@Timeout(120)
@SuppressWarnings("ThreadPriorityCheck") // yields only so that two threads get on on one processor
class TwoThreadRingTest {
    private static final int RECORDS = 400_000;
    /** Where a ring holds so few that the threads take turns, each of which may take a slice of a busy processor. */
    private static final int RECORDS_IN_TURNS = 40_000;

    @ParameterizedTest
    @CsvSource({"256, 1, 1", "256, 3, 7", "4096, 16, 1", "4096, 1, 64", "65536, 100, 1000"})
    void everyRecordArrivesOnceWholeAndInOrder(long capacityBytes, int writeBatch, int readBatch) {
        try (Arena arena = Arena.ofShared()) {
            SpscRing ring = new SpscRing(arena, capacityBytes);
            int records = capacityBytes > 4096 ? RECORDS : RECORDS_IN_TURNS;
            CompletableFuture<Long> written =
                    CompletableFuture.supplyAsync(() -> write(ring.writer(), records, writeBatch));
            long read = read(ring.reader(), records, readBatch);
            assertEquals(written.orTimeout(60, TimeUnit.SECONDS).join(), read);
            assertEquals(0, ring.writer().backlogBytes());
        }
    }

    private static long write(RingWriter writer, int records, int batch) {
        long sum = 0;
        for (long sequence = 1; sequence <= records; sequence++) {
            int words = words(sequence);
            long at;
            while ((at = writer.claim(words * Long.BYTES)) < 0) {
                Thread.yield();
            }
            for (int i = 0; i < words; i++) {
                long word = sequence * 31 + i;
                writer.segment().set(ValueLayout.JAVA_LONG, at + (long) i * Long.BYTES, word);
                sum = sum * 3 + word;
            }
            if (sequence % batch == 0) {
                writer.publish();
            }
        }
        writer.publish();
        return sum;
    }

    private static long read(RingReader reader, int records, int batch) {
        long sum = 0;
        long sequence = 0;
        while (sequence < records) {
            long at = reader.next();
            if (at < 0) {
                reader.release();
                Thread.yield();
                continue;
            }
            sequence++;
            int words = words(sequence);
            assertEquals(words * Long.BYTES, reader.payloadBytes(at));
            for (int i = 0; i < words; i++) {
                sum = sum * 3 + reader.segment().get(ValueLayout.JAVA_LONG, at + (long) i * Long.BYTES);
            }
            if (sequence % batch == 0) {
                reader.release();
            }
        }
        reader.release();
        return sum;
    }

    private static int words(long sequence) {
        return 1 + (int) (sequence * 7 % 13);
    }
}
