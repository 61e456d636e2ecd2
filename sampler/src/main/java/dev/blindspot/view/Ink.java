package dev.blindspot.view;

import dev.blindspot.model.Severity;

/** Colours, where they are asked for. */
final class Ink {
    private static final String OFF = "\033[0m";
    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";
    private static final String RED = "\033[1;31m";
    private static final String YELLOW = "\033[1;33m";

    private final boolean colour;

    Ink(boolean colour) {
        this.colour = colour;
    }

    String bold(String text) {
        return in(BOLD, text);
    }

    String dim(String text) {
        return in(DIM, text);
    }

    String severity(Severity severity, String text) {
        return switch (severity) {
            case LEAK -> in(RED, text);
            case SUSPECT -> in(YELLOW, text);
            case INFO -> text;
        };
    }

    private String in(String code, String text) {
        return colour ? code + text + OFF : text;
    }
}
