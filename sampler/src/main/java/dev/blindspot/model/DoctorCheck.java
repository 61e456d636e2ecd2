package dev.blindspot.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one thing that looking at a process takes.
 *
 * @param text one sentence on what is there, or is not
 * @param remedy the one command that grants what is missing; null where nothing is missing or none would
 */
public record DoctorCheck(
        String name, State state, String text, @Nullable String remedy) {
    /** How much of it is there. */
    public enum State {
        OK,
        /** It works with less. */
        LIMITED,
        MISSING;

        /** The name as JSON has it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All of it is there. */
    public static DoctorCheck ok(String name, String text) {
        return new DoctorCheck(name, State.OK, text, null);
    }

    /** It works with less. */
    public static DoctorCheck limited(String name, String text, @Nullable String remedy) {
        return new DoctorCheck(name, State.LIMITED, text, remedy);
    }

    /** It is not there. */
    public static DoctorCheck missing(String name, String text, @Nullable String remedy) {
        return new DoctorCheck(name, State.MISSING, text, remedy);
    }
}
