package dev.blindspot.golang.layout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which data a function of the runtime refers to, in the order of its code.
 *
 * @param references one for each; null where it is of no interest
 */
public record Anchor(String function, List<Anchor.@Nullable Reference> references) {
    /** Whether it refers to a global variable. */
    public boolean refersTo(String global) {
        return references.stream()
                .anyMatch(reference -> reference != null && reference.global().equals(global));
    }

    /** A global variable and an offset in it. */
    public record Reference(String global, long offset) {}
}
