package dev.blindspot.detect;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Pins;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code pinner-leak}: ever more objects are pinned and not unpinned.
 *
 * <p>The runtime does not note who pinned; but a Pinner that pins for the first time is given a finalizer, and {@code -e fin}
 * tells who was on the stack then.
 */
final class PinnerLeakDetector implements Detector {
    private static final String ID = "pinner-leak";
    private static final String PIN = "runtime.(*Pinner).Pin";

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        Pins pins = look == null ? null : pins(look);
        LookGrowth growth = LookGrowth.of(window, at -> bytes(pins(at)), at -> count(pins(at)));
        Severity severity = growth.severity();
        return pins == null || pins.pinnedObjects() == 0 || severity == null
                ? List.of()
                : List.of(finding(window, pins, growth, severity));
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

    private static boolean isPinning(Stack stack) {
        return stack.frames().stream().anyMatch(frame -> PIN.equals(frame.function()));
    }

    private static Finding finding(Window window, Pins pins, LookGrowth growth, Severity severity) {
        List<StackShare> stacks = TracedStacks.of(window, CallKind.SET_FINALIZER, PinnerLeakDetector::isPinning);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT ? "objects are pinned and not unpinned" : "many objects are pinned",
                growth.lastBytes(),
                pins.pinnedObjects(),
                growth.bytesPerSecond(),
                false,
                new Evidence()
                        .put(
                                stacks.isEmpty()
                                        ? null
                                        : UserFrame.of(stacks.getFirst().stack()))
                        .put("pinners", pins.pinners())
                        .put(growth)
                        .values(),
                stacks,
                "Call Unpin on each runtime.Pinner once C is done with its objects. A Pinner that is dropped without it makes"
                        + " the program panic at a later collection.");
    }
}
