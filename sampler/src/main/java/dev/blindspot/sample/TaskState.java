package dev.blindspot.sample;

import dev.blindspot.model.SamplerException;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened to the target's threads and code, from the records that tell it.
 *
 * <p>Threads: the drain; what is volatile is read by others.
 */
final class TaskState implements RecordHandler.TaskListener {
    private final int pid;
    private final Attachment attachment;
    private final List<String> renamed = new ArrayList<>();
    private volatile boolean executed;

    TaskState(int pid, Attachment attachment) {
        this.pid = pid;
        this.attachment = attachment;
    }

    @Override
    public void renamed(String name, long timeNanos) {
        renamed.add(name);
    }

    @Override
    public void executed(long timeNanos) {
        executed = true;
    }

    @Override
    public void ended(int tid) {
        attachment.ended(tid);
    }

    /** Records of tasks were lost: threads have taken names and ended, and nobody told. */
    void lost() {
        attachment.someEnded();
        try {
            renamed.addAll(ThreadNames.of(pid));
        } catch (SamplerException.NoSuchProcess e) {
            // It has ended: no thread of it takes a name any more.
            return;
        }
    }

    /** The names that threads took since the last call. */
    List<String> takenNames() {
        if (renamed.isEmpty()) {
            return List.of();
        }
        List<String> names = List.copyOf(renamed);
        renamed.clear();
        return names;
    }

    /** Whether another program has taken the target's place. */
    boolean hasExecuted() {
        return executed;
    }
}
