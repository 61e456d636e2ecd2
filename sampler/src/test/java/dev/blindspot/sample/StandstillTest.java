package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandstillTest {
    private final Process process = start();
    private final BufferedReader out = process.inputReader();
    private final Writer in = process.outputWriter();
    private final Standstill standstill = new Standstill((int) process.pid(), new ReadCost());

    private static Process start() {
        try {
            return new ProcessBuilder("cat").start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() {
        standstill.close();
        process.destroyForcibly();
    }

    @Test
    void holdsUntilTheProcessRuns() throws IOException {
        standsStill();
        assertTrue(standstill.holds(Machine.monotonicNanos()));

        echo();
        assertFalse(standstill.holds(Machine.monotonicNanos()));
    }

    @Test
    void holdsForTenSecondsAtFirst() throws IOException {
        holdsFor(10, standsStill());
    }

    @Test
    void holdsForLongerTheLongerNothingHappens() throws IOException {
        long readNanos = standsStill();
        for (int seconds : new int[] {20, 40, 60, 60}) {
            readNanos += Duration.ofHours(1).toNanos();
            standstill.readingBegins(readNanos);
            holdsFor(seconds, readNanos);
        }
        holdsFor(10, standsStill());
    }

    private void holdsFor(int seconds, long readNanos) {
        assertTrue(standstill.holds(readNanos + Duration.ofSeconds(seconds).toNanos() - 1));
        assertFalse(standstill.holds(readNanos + Duration.ofSeconds(seconds).toNanos()));
    }

    @Test
    void doesNotHoldBeforeThereWasAReading() {
        assertFalse(standstill.holds(Machine.monotonicNanos()));
    }

    @Test
    void doesNotHoldOfAProcessThatIsGone() throws IOException, InterruptedException {
        standsStill();
        process.destroyForcibly();
        assertEquals(128 + 9, process.waitFor());

        assertFalse(standstill.holds(Machine.monotonicNanos()));
        standstill.readingBegins(Machine.monotonicNanos());
        assertFalse(standstill.holds(Machine.monotonicNanos()));
    }

    @Test
    void doesNotHoldOfWhoAsks() {
        try (Standstill own = new Standstill((int) ProcessHandle.current().pid(), new ReadCost())) {
            own.readingBegins(Machine.monotonicNanos());
            assertFalse(own.holds(Machine.monotonicNanos()));
        }
    }

    /** Waits until it does nothing any more; gives when the reading began that holds. */
    private long standsStill() throws IOException {
        echo();
        while (true) {
            long nowNanos = Machine.monotonicNanos();
            standstill.readingBegins(nowNanos);
            if (standstill.holds(nowNanos)) {
                return nowNanos;
            }
        }
    }

    private void echo() throws IOException {
        in.write("a line\n");
        in.flush();
        assertEquals("a line", out.readLine());
    }
}
