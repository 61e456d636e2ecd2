package dev.blindspot.bench;

/** So many payloads from a thread to the one that asks, through a channel, each summed. */
final class Handover {
    static final int PAYLOADS = 1 << 20;

    private final Channel channel;
    private long number;

    Handover(String ring) {
        channel = Channel.of(ring);
    }

    /** Hands them over; fails if the sum is not that of what was written. */
    void run() {
        long first = number;
        number += PAYLOADS;
        Thread writer = Thread.ofPlatform().name("writer").start(() -> write(first));
        Received received = new Received();
        while (received.count < PAYLOADS) {
            long before = received.count;
            channel.read(received, Channel.BATCH);
            received.pause.after(received.count - before);
        }
        join(writer);
        check(first, received.sum);
    }

    /** The same by one thread, batch by batch: the instructions alone, without the traffic of cache lines. */
    void runAlone() {
        long first = number;
        Received received = new Received();
        while (received.count < PAYLOADS) {
            number += channel.write(number, (int) Math.min(Channel.BATCH, first + PAYLOADS - number));
            channel.read(received, Channel.BATCH);
        }
        check(first, received.sum);
    }

    private void write(long first) {
        Pause pause = new Pause();
        long next = first;
        while (next < first + PAYLOADS) {
            int written = channel.write(next, (int) Math.min(Channel.BATCH, first + PAYLOADS - next));
            next += written;
            pause.after(written);
        }
    }

    private static void join(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(long first, long sum) {
        long last = first + PAYLOADS - 1;
        long words = Payload.WORDS * (Payload.WORDS - 1L) / 2;
        if (sum != Payload.WORDS * ((first + last) * PAYLOADS / 2) + words * PAYLOADS) {
            throw new IllegalStateException("payloads are missing or damaged");
        }
    }
}
