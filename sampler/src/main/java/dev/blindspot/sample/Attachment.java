package dev.blindspot.sample;

import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.PerfResult;
import dev.blindspot.linux.perf.RingSet;
import dev.blindspot.linux.perf.SystemAttach;
import dev.blindspot.linux.perf.ThreadAttach;

/**
 * The perf events of one recording, however they are bound to the target.
 *
 * <p>Threads: the drain.
 */
sealed interface Attachment extends AutoCloseable {
    /** {@link AttachMode#SYSTEM} or {@link AttachMode#THREAD}. */
    AttachMode mode();

    RingSet rings();

    /** Whether all threads there are were followed when the events were open; else what some do may be lost. */
    boolean isSettled();

    /** Whether a record of the target is to be kept: no other event tells the same. */
    boolean accepts(AttachedEvent event, int tid);

    /** Whether threads of this name are recorded. */
    boolean follows(String name);

    /**
     * A thread of the target has taken a name.
     *
     * @return whether it was not recorded until now: what it did since is lost
     */
    boolean renamed(String name);

    /** A thread of the target has ended. */
    void ended(int tid);

    /** Threads of the target may have ended that nobody told of. */
    void someEnded();

    @Override
    void close();

    /** On every CPU, narrowed by thread names. */
    record SystemWide(SystemAttach attach) implements Attachment {
        @Override
        public AttachMode mode() {
            return AttachMode.SYSTEM;
        }

        @Override
        public RingSet rings() {
            return attach.rings();
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public boolean accepts(AttachedEvent event, int tid) {
            return true;
        }

        @Override
        public boolean follows(String name) {
            return attach.isFollowed(name);
        }

        @Override
        public boolean renamed(String name) {
            return switch (attach.follow(name)) {
                case PerfResult.Ok<Integer>(Integer opened) -> opened > 0;
                // What cannot be followed stays lost, and is said again with each renaming.
                case PerfResult.Failed<Integer> _ -> true;
            };
        }

        @Override
        public void ended(int tid) {}

        @Override
        public void someEnded() {}

        @Override
        public void close() {
            attach.close();
        }
    }

    /** On every thread of the target. */
    record PerThread(ThreadAttach attach) implements Attachment {
        @Override
        public AttachMode mode() {
            return AttachMode.THREAD;
        }

        @Override
        public RingSet rings() {
            return attach.rings();
        }

        @Override
        public boolean isSettled() {
            return attach.isSettled();
        }

        @Override
        public boolean accepts(AttachedEvent event, int tid) {
            return attach.accept(event, tid);
        }

        @Override
        public boolean follows(String name) {
            return true;
        }

        @Override
        public boolean renamed(String name) {
            return false;
        }

        @Override
        public void ended(int tid) {
            attach.forget(tid);
        }

        @Override
        public void someEnded() {
            attach.forgetAll();
        }

        @Override
        public void close() {
            attach.close();
        }
    }
}
