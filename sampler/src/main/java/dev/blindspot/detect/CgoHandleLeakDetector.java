package dev.blindspot.detect;

import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.CgoHandles.ByType;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cgo-handle-leak}: ever more {@code runtime/cgo.Handle}s live, and each keeps its value. */
final class CgoHandleLeakDetector implements Detector {
    private static final String ID = "cgo-handle-leak";

    @Override
    public List<Finding> detect(Window window) {
        Look look = window.lastLook();
        CgoHandles handles = look == null ? null : handles(look);
        LookGrowth growth = LookGrowth.ofCount(window, CgoHandleLeakDetector::live);
        Severity severity = growth.severity();
        return handles == null || handles.live() == 0 || severity == null
                ? List.of()
                : List.of(finding(handles, growth, severity));
    }

    private static @Nullable CgoHandles handles(Look look) {
        return look.go() == null ? null : look.go().cgoHandles();
    }

    private static @Nullable Long live(Look look) {
        CgoHandles handles = handles(look);
        return handles == null ? null : (Long) handles.live();
    }

    private static Finding finding(CgoHandles handles, LookGrowth growth, Severity severity) {
        String type = handles.byType().isEmpty()
                ? "values"
                : handles.byType().getFirst().type();
        Evidence evidence = new Evidence()
                .put("created", handles.created())
                .put("types", handles.byType().stream().map(ByType::type))
                .put(growth);
        return new Finding(
                ID,
                severity,
                severity == Severity.SUSPECT
                        ? "cgo handles to " + type + " are made and not deleted"
                        : "many cgo handles live, most to " + type,
                null,
                handles.live(),
                growth.bytesPerSecond(),
                false,
                evidence.values(),
                List.of(),
                "Call Delete on each cgo.Handle once C is done with it: until then its value cannot be collected.");
    }
}
