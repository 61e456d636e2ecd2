package dev.blindspot.sample;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the target's threads and code, from the records that tell it.
 *
 * <p>Threads: the drain; what is volatile is read by others.
 */
final class TaskState implements RecordHandler.TaskListener {
    private final Attachment attachment;
    private final ArrayDeque<String> renamed = new ArrayDeque<>();
    private volatile boolean executed;

    TaskState(Attachment attachment) {
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

    /** The next name a thread took that was not yet acted on. */
    @Nullable
    String takeRenamed() {
        return renamed.poll();
    }

    /** Whether another program has taken the target's place. */
    boolean hasExecuted() {
        return executed;
    }
}
