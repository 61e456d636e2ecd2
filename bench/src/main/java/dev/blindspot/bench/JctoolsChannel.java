package dev.blindspot.bench;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.SpscArrayQueue;

/**
 * JCTools' queue of references, for one producer and one consumer. Its payloads are arrays on the heap, made before and
 * used in turn: the queue holds no bytes of its own.
 */
final class JctoolsChannel implements Channel {
    private final MessagePassingQueue<long[]> queue = new SpscArrayQueue<>(CAPACITY);

    /** Twice what can be in the queue: what is written next has been read. */
    private final long[][] pool = new long[2 * CAPACITY][Payload.WORDS];

    @Override
    public int write(long number, int most) {
        int written = 0;
        for (; written < most; written++) {
            long[] payload = pool[(int) (number + written) & (2 * CAPACITY - 1)];
            Payload.write(payload, number + written);
            if (!queue.relaxedOffer(payload)) {
                break;
            }
        }
        return written;
    }

    @Override
    public void read(Received received, int most) {
        int count = 0;
        for (long[] payload; count < most && (payload = queue.relaxedPoll()) != null; count++) {
            received.sum += Payload.sum(payload);
        }
        received.count += count;
    }
}
