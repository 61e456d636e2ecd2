package dev.blindspot.plan;

/** What can be said of growth. The labels are the contract's. */
public enum Verdict {
    /** It grows, and grew to the end. */
    GROWING("growing"),
    /** If it grows, then by next to nothing. */
    STEADY("steady"),
    /** The time is too short to tell. */
    TOO_SHORT("too-short");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** The name as JSON and text show it. */
    public String label() {
        return label;
    }
}
