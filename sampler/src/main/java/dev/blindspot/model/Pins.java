package dev.blindspot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that {@code runtime.Pinner} holds (Go 1.21).
 *
 * @param pinnedObjects pinned once or more often
 * @param pinners that are alive, up to one unused per P among them; null where their finalizers could not be read
 */
public record Pins(long pinnedObjects, @Nullable Long pinners, List<SizeClass> bySizeClass) {
    public Pins {
        bySizeClass = List.copyOf(bySizeClass);
    }

    /** Pinned objects whose slots are of one size. */
    public record SizeClass(long sizeBytes, long objects) {}
}
