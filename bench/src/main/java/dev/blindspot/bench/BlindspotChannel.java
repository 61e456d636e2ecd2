package dev.blindspot.bench;

import dev.blindspot.ring.RingReader;
import dev.blindspot.ring.RingWriter;
import dev.blindspot.ring.SpscRing;
import java.lang.foreign.Arena;

/** This project's ring; it publishes once a batch, as the drain does, or after each record, as Agrona's must. */
final class BlindspotChannel implements Channel {
    private final RingWriter writer;
    private final RingReader reader;
    private final boolean publishesEach;

    BlindspotChannel(boolean publishesEach) {
        SpscRing ring = new SpscRing(Arena.ofAuto(), (long) CAPACITY * 2 * Payload.BYTES);
        this.writer = ring.writer();
        this.reader = ring.reader();
        this.publishesEach = publishesEach;
    }

    @Override
    public int write(long number, int most) {
        int written = 0;
        for (long at; written < most && (at = writer.claim(Payload.BYTES)) >= 0; ) {
            Payload.write(writer.segment(), at, number + written);
            written++;
            if (publishesEach) {
                writer.publish();
            }
        }
        if (!publishesEach) {
            writer.publish();
        }
        return written;
    }

    @Override
    public void read(Received received, int most) {
        int count = 0;
        for (long at; count < most && (at = reader.next()) >= 0; count++) {
            received.sum += Payload.sum(reader.segment(), at);
        }
        if (count > 0) {
            reader.release();
        }
        received.count += count;
    }
}
