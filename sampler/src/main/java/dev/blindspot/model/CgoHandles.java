package dev.blindspot.model;

import java.util.List;

/** {@code runtime/cgo.Handle}s: how many live, how many were ever made, and the types of the values of live ones. */
public record CgoHandles(long live, long created, List<ByType> byType) {
    public CgoHandles {
        byType = List.copyOf(byType);
    }

    /** Live handles to values of one type, as Go prints it. */
    public record ByType(String type, long count) {}
}
