package dev.blindspot.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Control;

/**
 * A 64-byte payload written, handed over and summed: ns a payload, by ring.
 *
 * <p>{@code twoThreads.write} is the figure between threads (the reader keeps up or holds the writer back, so both rates
 * are one; both yield after a while of nothing to do, so that a busy machine does not decide). {@code oneThread} is the instructions alone, without the traffic of cache lines. All rings check bounds;
 * Agrona's can be told not to with {@code -jvmArgsAppend -Dagrona.disable.bounds.checks=true}.
 */
public class RingBenchmark extends TimedBenchmark {
    /** The ring both threads share. */
    @State(Scope.Group)
    public static class Shared {
        @Param({"blindspot", "blindspot-each", "agrona", "jctools"})
        String ring = "";

        Channel channel = new BlindspotChannel(true);

        @Setup
        public void open() {
            channel = Channel.of(ring);
        }
    }

    /** Number of the writer's next payload. */
    @State(Scope.Thread)
    public static class Sent {
        long number;
        final Pause pause = new Pause();
    }

    @Benchmark
    @Group("twoThreads")
    @OperationsPerInvocation(Channel.BATCH)
    public void write(Shared shared, Sent sent, Control control) {
        for (int left = Channel.BATCH; left > 0 && !control.stopMeasurement; ) {
            int written = shared.channel.write(sent.number, left);
            sent.number += written;
            left -= written;
            sent.pause.after(written);
        }
    }

    @Benchmark
    @Group("twoThreads")
    @OperationsPerInvocation(Channel.BATCH)
    public long read(Shared shared, Received received, Control control) {
        long end = received.count + Channel.BATCH;
        while (received.count < end && !control.stopMeasurement) {
            long before = received.count;
            shared.channel.read(received, (int) (end - before));
            received.pause.after(received.count - before);
        }
        return received.sum;
    }

    @Benchmark
    @Group("oneThread")
    @OperationsPerInvocation(Channel.BATCH)
    public long writeAndRead(Shared shared, Sent sent, Received received) {
        sent.number += shared.channel.write(sent.number, Channel.BATCH);
        shared.channel.read(received, Channel.BATCH);
        return received.sum;
    }
}
