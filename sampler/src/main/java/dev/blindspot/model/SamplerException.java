package dev.blindspot.model;

/**
 * A failure a user can act on: one sentence and the exit code of the contract.
 *
 * <p>Expected results of a live target (a page gone, a process ended mid-read) are values, not exceptions; this is
 * for what ends a command.
 */
public abstract sealed class SamplerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private SamplerException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    private SamplerException(String sentence) {
        super(sentence);
    }

    /** The process exit code that tells this failure from the others. */
    public abstract int exitCode();

    /** The command line cannot be carried out as written: exit 2. */
    public static final class Usage extends SamplerException {
        private static final long serialVersionUID = 1;

        public Usage(String sentence) {
            super(sentence);
        }

        @Override
        public int exitCode() {
            return 2;
        }
    }

    /** No such process, or it ended before anything was read: exit 3. */
    public static final class NoSuchProcess extends SamplerException {
        private static final long serialVersionUID = 1;

        public NoSuchProcess(String sentence) {
            super(sentence);
        }

        @Override
        public int exitCode() {
            return 3;
        }
    }

    /** The system refuses; the sentence names what would permit it: exit 4. */
    public static final class NotPermitted extends SamplerException {
        private static final long serialVersionUID = 1;

        public NotPermitted(String sentence) {
            super(sentence);
        }

        @Override
        public int exitCode() {
            return 4;
        }
    }

    /** A Go-only view was asked of what is not a Go process, or nothing of it is readable: exit 5. */
    public static final class NotGo extends SamplerException {
        private static final long serialVersionUID = 1;

        public NotGo(String sentence) {
            super(sentence);
        }

        @Override
        public int exitCode() {
            return 5;
        }
    }

    /** The recording cannot be read; the sentence says at which byte: exit 6. */
    public static final class UnreadableRecording extends SamplerException {
        private static final long serialVersionUID = 1;

        public UnreadableRecording(String sentence) {
            super(sentence);
        }

        @Override
        public int exitCode() {
            return 6;
        }
    }

    /** Output cannot be written: exit 7. */
    public static final class OutputFailed extends SamplerException {
        private static final long serialVersionUID = 1;

        public OutputFailed(String sentence, Throwable cause) {
            super(sentence, cause);
        }

        @Override
        public int exitCode() {
            return 7;
        }
    }
}
