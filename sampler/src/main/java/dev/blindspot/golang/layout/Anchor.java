package dev.blindspot.golang.layout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which data a function of the runtime refers to, in the order of its code.
 *
 * @param references one for each; null where it is of no interest
 */
public record Anchor(String function, List<Anchor.@Nullable Reference> references) {
    /** A global variable and an offset in it. */
    public record Reference(String global, long offset) {}
}
