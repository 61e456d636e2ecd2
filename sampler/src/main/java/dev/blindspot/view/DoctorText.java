package dev.blindspot.view;

import dev.blindspot.model.Diagnosis;
import dev.blindspot.model.DoctorCheck;
import dev.blindspot.model.DoctorCheck.State;
import dev.blindspot.model.Severity;

/** A diagnosis as text: a line a check, below it what grants what is missing. */
public final class DoctorText {
    private static final int STATE_WIDTH = 7;

    private DoctorText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(Diagnosis diagnosis, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        text.append(ink.bold("Linux " + diagnosis.kernel() + ", " + diagnosis.arch()))
                .append("\n\n");
        int nameWidth = diagnosis.checks().stream()
                .mapToInt(check -> check.name().length())
                .max()
                .orElse(0);
        int indent = 2 + STATE_WIDTH + 2 + nameWidth + 2;
        for (DoctorCheck check : diagnosis.checks()) {
            StringBuilder line = new StringBuilder();
            String first = "  " + pad(check.state().label(), STATE_WIDTH) + "  " + pad(check.name(), nameWidth) + "  ";
            Lines.wrap(line, first, indent, check.text());
            text.append("  ").append(state(ink, check.state())).append(line, 2 + STATE_WIDTH, line.length());
            if (check.remedy() != null) {
                text.append(" ".repeat(indent))
                        .append("→ ")
                        .append(ink.bold(check.remedy()))
                        .append('\n');
            }
        }
        return text.append('\n').append(summary(diagnosis)).append('\n').toString();
    }

    private static String summary(Diagnosis diagnosis) {
        long limited = count(diagnosis, State.LIMITED);
        long missing = count(diagnosis, State.MISSING);
        if (limited + missing == 0) {
            return "Nothing is missing.";
        }
        return limited + " limited, " + missing + " missing of "
                + Amounts.count(diagnosis.checks().size(), "check") + ".";
    }

    private static long count(Diagnosis diagnosis, State state) {
        return diagnosis.checks().stream()
                .filter(check -> check.state() == state)
                .count();
    }

    private static String state(Ink ink, State state) {
        String word = pad(state.label(), STATE_WIDTH);
        return switch (state) {
            case OK -> word;
            case LIMITED -> ink.severity(Severity.SUSPECT, word);
            case MISSING -> ink.severity(Severity.LEAK, word);
        };
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
