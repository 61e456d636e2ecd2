package dev.blindspot.cli;

import dev.blindspot.linux.Machine;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.sample.MemoryAlarm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a flight recorder has seen the peak: a while after the alarm, for the picture wanted is that of the last moment, or
 * with the target.
 *
 * <p>Threads: the recorder.
 */
final class FlightWatch implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** What nears a limit at all seriously has reached it by then. */
    private static final long AFTER_ALARM_NANOS = 10_000_000_000L;

    private final MemoryAlarm alarm;
    private final Runnable hurry;
    private long rangNanos;

    FlightWatch(int pid, Runnable hurry) {
        this.alarm = new MemoryAlarm(pid);
        this.hurry = hurry;
    }

    /** Why the recording is to end now; null while it is not. */
    @Nullable
    String wantedEnd() {
        String why = alarm.rang();
        long now = Machine.monotonicNanos();
        if (why != null && rangNanos == 0) {
            rangNanos = now;
            hurry.run();
        }
        return why != null && now - rangNanos >= AFTER_ALARM_NANOS ? why : null;
    }

    /** The end with its cause: a target that is gone may have been killed for want of memory. */
    RecordingEnd explain(RecordingEnd end) {
        return end.reason().equals("exit") && alarm.killed()
                ? new RecordingEnd(end.endedAt(), end.endedNanos(), "oom-killed", end.last())
                : end;
    }

    @Override
    public void close() {
        alarm.close();
    }
}
