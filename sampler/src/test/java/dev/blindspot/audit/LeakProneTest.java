package dev.blindspot.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.SourceFrame;
import dev.blindspot.model.LeakClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakProneTest {
    @ParameterizedTest
    @CsvSource({
        "runtime.SetFinalizer, runtime.SetFinalizer, FINALIZER",
        "runtime.AddCleanup[...], runtime.AddCleanup, CLEANUP",
        "runtime.SetFinalizer-tramp0, runtime.SetFinalizer, FINALIZER",
        "runtime.(*Pinner).Pin, runtime.(*Pinner).Pin, PINNER",
        "runtime/cgo.NewHandle, runtime/cgo.NewHandle, CGO_HANDLE",
        "example.com/m/vendor/golang.org/x/sys/unix.Mmap, golang.org/x/sys/unix.Mmap, MMAP",
        "main._Cfunc__CMalloc, C.malloc, C_HEAP",
        "example.com/m/native._Cfunc_CString, C.CString, C_HEAP",
        "example.com/m/native._C2func_strdup, C.strdup, C_HEAP",
        "main._Cfunc_mmap, C.mmap, MMAP",
    })
    void knowsThemByTheNamesInSymbolTables(String function, String name, LeakClass leakClass) {
        assertEquals(new LeakProne(name, leakClass), LeakProne.of(function));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "runtime.SetFinalizer.func1",
                "example.com/runtime.SetFinalizer",
                "main.malloc",
                "main._Cfunc_free",
                "main._Cfunc_GoString",
                "syscall.mmap",
                "syscall.(*mmapper).Mmap"
            })
    void othersAreNone(String function) {
        assertNull(LeakProne.of(function));
    }

    @Test
    void knowsWhatCgoWrote() {
        assertTrue(LeakProne.isGeneratedByCgo("main._Cfunc_CString"));
        assertTrue(LeakProne.isGeneratedByCgo("main._cgo_cmalloc"));
        assertFalse(LeakProne.isGeneratedByCgo("main.CString"));
    }

    @ParameterizedTest
    @CsvSource({
        "os.newFile, /usr/lib/go/src/os/file.go, true",
        "main.main, /home/me/main.go, false",
        "vendor/golang.org/x/net/http2.f, /usr/lib/go/src/vendor/golang.org/x/net/http2/f.go, true",
        "service/cache.open, /home/me/cache/open.go, false",
    })
    void tellsTheStandardLibraryByItsDirectory(String function, String file, boolean standard) {
        StandardLibrary library = new StandardLibrary("/usr/lib/go/src/", "service");
        assertEquals(standard, library.holds(new SourceFrame(function, file, 1, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "os.newFile, os/file.go, true",
        "net/http.(*Server).Serve[...], net/http/server.go, true",
        "main.main, service/main.go, false",
        "service/cache.open, service/cache/open.go, false",
        "services.open, services/open.go, true",
        "github.com/x/y.open, github.com/x/y@v1.0.0/open.go, false",
        "main.init.0, , false",
    })
    void whereDirectoriesWereLeftOutByThePackagesPath(String function, String file, boolean standard) {
        StandardLibrary library = new StandardLibrary("", "service");
        assertEquals(standard, library.holds(new SourceFrame(function, file, 1, false)));
    }
}
