package dev.blindspot.serve;

import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.metrics.MetricFamilies;
import dev.blindspot.metrics.ProcessMetrics;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One process that is served: looked at when somebody asks, but no oftener than is cheap, and compared with how it was
 * some minutes ago.
 *
 * <p>Threads: one at a time.
 */
final class Watched implements AutoCloseable {
    /** A look may take so much of one core: 2 %. */
    private static final long COST_SHARE = 50;

    /** What grows must have grown within this. */
    private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long STEP_NANOS = Duration.ofMinutes(1).toNanos();

    private final Subject subject;
    private final long intervalNanos;
    private final Deque<Past> past = new ArrayDeque<>();
    private long dueNanos = Long.MIN_VALUE;
    private long looks;
    private long failures;
    private @Nullable Inspection last;

    private record Past(long nanos, Inspection inspection) {}

    /**
     * A process.
     *
     * @param intervalNanos it is looked at so often at most
     */
    Watched(Subject subject, long intervalNanos) {
        this.subject = subject;
        this.intervalNanos = intervalNanos;
    }

    Target target() {
        return subject.target();
    }

    long startTicks() {
        return subject.startTicks();
    }

    @Nullable
    String ended() {
        return subject.ended();
    }

    /** Adds the process as it was at the last look, which is made now if one is due; nothing if it never succeeded. */
    void add(MetricFamilies to) {
        long now = System.nanoTime();
        if (dueNanos == Long.MIN_VALUE || now - dueNanos >= 0) {
            look(now);
        }
        if (last != null) {
            ProcessMetrics.add(to, last, subject.gauges());
            ProcessMetrics.addLooks(to, last.target(), looks, failures);
        }
    }

    private void look(long now) {
        try {
            Inspection look = subject.inspect();
            looks++;
            forget(now);
            Past before = past.peekFirst();
            last = look.withFindings(InspectionFindings.of(look, before == null ? null : before.inspection()));
            remember(now, look);
            long costNanos = Math.min(look.durationNanos(), look.cost().ownCpuNanos());
            dueNanos = now + Math.max(intervalNanos, costNanos * COST_SHARE);
        } catch (SamplerException e) {
            // It ends just now, or a later look succeeds: what was seen last stands, with its time.
            failures++;
            dueNanos = now + intervalNanos;
        }
    }

    private void forget(long now) {
        while (!past.isEmpty() && now - past.getFirst().nanos() > WINDOW_NANOS) {
            past.removeFirst();
        }
    }

    private void remember(long now, Inspection look) {
        if (past.isEmpty() || now - past.getLast().nanos() >= STEP_NANOS) {
            past.addLast(new Past(now, look));
        }
    }

    @Override
    public void close() {
        subject.close();
    }
}
