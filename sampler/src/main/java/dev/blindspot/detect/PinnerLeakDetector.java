package dev.blindspot.detect;

import dev.blindspot.model.Finding;
import dev.blindspot.model.Pins;
import dev.blindspot.model.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pinner-leak}: ever more objects are pinned and not unpinned. */
final class PinnerLeakDetector implements Detector {
    private static final String ID = "pinner-leak";

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        Pins pins = look == null ? null : pins(look);
        LookGrowth growth = LookGrowth.of(window, at -> bytes(pins(at)), at -> count(pins(at)));
        Severity severity = growth.severity();
        return pins == null || pins.pinnedObjects() == 0 || severity == null
                ? List.of()
                : List.of(finding(pins, growth, severity));
    }

    private static @Nullable Pins pins(Look look) {
        return look.go() == null ? null : look.go().pins();
    }

    private static @Nullable Long bytes(@Nullable Pins pins) {
        return pins == null
                ? null
                : (Long) pins.bySizeClass().stream()
                        .mapToLong(size -> size.sizeBytes() * size.objects())
                        .sum();
    }

    private static @Nullable Long count(@Nullable Pins pins) {
        return pins == null ? null : (Long) pins.pinnedObjects();
    }

    private static Finding finding(Pins pins, LookGrowth growth, Severity severity) {
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT ? "objects are pinned and not unpinned" : "many objects are pinned",
                growth.lastBytes(),
                pins.pinnedObjects(),
                growth.bytesPerSecond(),
                false,
                new Evidence().put("pinners", pins.pinners()).put(growth).values(),
                List.of(),
                "Call Unpin on each runtime.Pinner once C is done with its objects. A Pinner that is dropped without it makes"
                        + " the program panic at a later collection.");
    }
}
