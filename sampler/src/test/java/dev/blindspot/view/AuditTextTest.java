package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import dev.blindspot.model.LeakClass;
import dev.blindspot.model.Note;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTextTest {
    @Test
    void whoCallsIsShownAndGosOwnLibraryIsCounted() {
        BinaryAudit audit = new BinaryAudit(
                "bin/server",
                "go1.24.4",
                "amd64",
                true,
                true,
                false,
                "example.com/server",
                List.of(
                        new LinkedFunction(
                                "runtime.SetFinalizer",
                                LeakClass.FINALIZER,
                                List.of(
                                        new Call("example.com/server/cache.add", "/src/cache/add.go", 17, false, false),
                                        new Call("example.com/server/cache.old", "/src/cache/old.go", 8, false, true),
                                        new Call("os.newFile", "/go/src/os/file.go", 99, true, false))),
                        new LinkedFunction("plugin.Open", LeakClass.PLUGIN, List.of())),
                List.of());
        BinaryAudit other = new BinaryAudit(
                "bin/tool",
                null,
                "arm64",
                false,
                false,
                true,
                null,
                List.of(),
                List.of(new Note("no-build-info", "it has no build information")));
        assertEquals("""
                bin/server
                  go1.24.4, amd64, with cgo, stripped, module example.com/server

                  suspect  finalizer   runtime.SetFinalizer  called in 1 place, allowed in 1 place, by Go's own library in 1 place
                    ← example.com/server/cache.add  add.go:17
                  info     plugin      plugin.Open  linked in; no direct call of it is seen

                bin/tool
                  Go of unknown version, arm64, no cgo, not stripped, position independent
                  - it has no build information

                  No leak-prone function is linked in.
                """, AuditText.of(List.of(audit, other), false));
    }
}
