package dev.blindspot.model;

/** What a traced call calls. The ordinal is what recordings store: add only at the end. The labels are the events'. */
public enum CallKind {
    DLOPEN("dlopen"),
    DLCLOSE("dlclose"),
    PLUGIN_OPEN("plugin_open"),
    SET_FINALIZER("set_finalizer"),
    ADD_CLEANUP("add_cleanup");

    private final String label;

    CallKind(String label) {
        this.label = label;
    }

    /** The name as JSON and text show it. */
    public String label() {
        return label;
    }
}
