package dev.blindspot.bench;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring for one writer and one reader, filled in place between tryClaim and commit. */
final class AgronaChannel implements Channel {
    private static final int MESSAGE = 1;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(new UnsafeBuffer(
            ByteBuffer.allocateDirect(CAPACITY * 2 * Payload.BYTES + RingBufferDescriptor.TRAILER_LENGTH)));

    @Override
    public int write(long number, int most) {
        int written = 0;
        for (int at; written < most && (at = ring.tryClaim(MESSAGE, Payload.BYTES)) > 0; written++) {
            Payload.write(ring.buffer(), at, number + written);
            ring.commit(at);
        }
        return written;
    }

    @Override
    public void read(Received received, int most) {
        received.count += ring.read(received, most);
    }
}
