package dev.blindspot.linux.perf;

/** What a probe found of one ability. */
public sealed interface Check {
    /** What was probed. */
    String name();

    /** One sentence on what is there, or is not. */
    String text();

    /** All of it is there. */
    record Ok(String name, String text) implements Check {}

    /** It works with less; the remedy is one command, empty where none helps. */
    record Limited(String name, String text, String remedy) implements Check {}

    /** It is not there; the remedy is one command, empty where none helps. */
    record Missing(String name, String text, String remedy) implements Check {}
}
