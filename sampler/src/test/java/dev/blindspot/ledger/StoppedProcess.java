package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.StatParser;
import dev.blindspot.linux.proc.TaskList;
import java.time.Duration;

/** Holds a process still, each of its threads; ends it when closed. */
public final class StoppedProcess implements AutoCloseable {
    private final Process process;

    public StoppedProcess(Process process) {
        this.process = process;
        Libc.kill(pid(), Linux.SIGSTOP());
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isStill()) {
            assertTrue(System.nanoTime() < deadline, "the process does not stop");
            Thread.onSpinWait();
        }
    }

    public int pid() {
        return (int) process.pid();
    }

    private boolean isStill() {
        TaskList threads = TaskList.ofThreads(pid(), new ReadCost());
        StatParser parser = new StatParser();
        int count = threads.read();
        assertTrue(count > 0, "the process has ended");
        for (int i = 0; i < count; i++) {
            try (ProcFile stat = ProcFile.open(pid(), "task/" + threads.id(i) + "/stat", new ReadCost())) {
                long length = stat.read();
                if (length > 0 && (!parser.parse(stat.bytes(), length) || parser.state() != 'T')) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
