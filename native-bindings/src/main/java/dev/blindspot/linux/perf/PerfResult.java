package dev.blindspot.linux.perf;

import dev.blindspot.linux.Errno;
import dev.blindspot.linux.bindings.Linux;

/** What became of a step of attaching: its value, or the error number of the call that refused. */
public sealed interface PerfResult<T> {
    /** The steps that can be refused. */
    enum Step {
        /** Reading the number of a tracepoint. */
        TRACEPOINT("find the tracepoint"),
        /** perf_event_open(2). */
        OPEN("open the event"),
        /** mmap(2) of a ring. */
        MAP_RING("map a ring of the event"),
        /** PERF_EVENT_IOC_SET_OUTPUT. */
        SET_OUTPUT("lead the event into its ring"),
        /** PERF_EVENT_IOC_SET_FILTER. */
        SET_FILTER("filter the event"),
        /** PERF_EVENT_IOC_ENABLE. */
        ENABLE("start the event"),
        /** Listing the target's threads. */
        THREADS("list the threads");

        private final String words;

        Step(String words) {
            this.words = words;
        }
    }

    /** It worked. */
    record Ok<T>(T value) implements PerfResult<T> {}

    /**
     * It was refused.
     *
     * @param what the event or file it was about
     * @param errno positive
     */
    record Failed<T>(Step step, String what, int errno) implements PerfResult<T> {
        /** The same failure where another value was expected. */
        public <U> Failed<U> cast() {
            return new Failed<>(step, what, errno);
        }

        /** Rights are missing: EACCES or EPERM. For a ring: locked memory, see {@link #memoryLimit}. */
        public boolean denied() {
            return errno == Linux.EACCES() || errno == Linux.EPERM();
        }

        /** The rings are larger than {@code kernel.perf_event_mlock_kb} and RLIMIT_MEMLOCK allow. */
        public boolean memoryLimit() {
            return step == Step.MAP_RING && errno == Linux.EPERM();
        }

        /** The CPU is offline. A CPU number that cannot exist is EINVAL. */
        public boolean cpuOffline() {
            return step == Step.OPEN && errno == Linux.ENODEV();
        }

        /** The thread is gone. */
        public boolean threadGone() {
            return errno == Linux.ESRCH();
        }

        /** No descriptor was left. */
        public boolean outOfDescriptors() {
            return errno == Linux.EMFILE() || errno == Linux.ENFILE();
        }

        /** One sentence. */
        public String text() {
            return "could not " + step.words + " (" + what + "): " + Errno.text(errno);
        }

        /** What would permit it, or an empty text where no right is missing. */
        public String remedy() {
            if (memoryLimit()) {
                return "a smaller --buffer, CAP_IPC_LOCK, or a larger sysctl kernel.perf_event_mlock_kb";
            }
            if (outOfDescriptors()) {
                return "a larger limit of open files (ulimit -n)";
            }
            if (!denied()) {
                return "";
            }
            return step == Step.TRACEPOINT
                    ? "CAP_DAC_READ_SEARCH, or: " + Tracefs.openedBy(Tracefs.PLACES.getFirst())
                    : "CAP_PERFMON (CAP_SYS_ADMIN before Linux 5.8)";
        }
    }
}
