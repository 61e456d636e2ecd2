package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CgoCallersTest {
    private static Stack stack(@Nullable String... functions) {
        return new Stack(Arrays.stream(functions)
                .map(function -> new Frame(1, "/srv/app", null, function, null, null, false))
                .toList());
    }

    private static void kept(@Nullable String... functions) {
        assertEquals(stack(functions), CgoCallers.named(stack(functions)));
    }

    @Test
    void theWrapperOfTheVeryFunctionIsBelieved() {
        kept(
                "malloc",
                "_cgo_1f_Cfunc_fill",
                "runtime.asmcgocall.abi0",
                "runtime.cgocall",
                "main._Cfunc_fill",
                "main.f");
        kept(
                "malloc",
                "_cgo_1f_Cfunc__Cmalloc",
                "runtime.asmcgocall",
                "runtime.cgocall",
                "main._cgo_cmalloc",
                "main.f");
        kept("malloc", null, "runtime.asmcgocall", "runtime.cgocall", "main._Cfunc_fill", "main.f");
    }

    @Test
    void anotherCallIsCutOff() {
        assertEquals(
                stack("malloc", "_cgo_1f_Cfunc_fill", "runtime.asmcgocall"),
                CgoCallers.named(stack(
                        "malloc", "_cgo_1f_Cfunc_fill", "runtime.asmcgocall", "runtime.cgocall", "main._Cfunc_free")));
        assertEquals(
                stack("malloc", null, "runtime.asmcgocall"),
                CgoCallers.named(stack("malloc", null, "runtime.asmcgocall", "time.Sleep", "main.main")));
    }

    @Test
    void stacksWithoutCAreLeftAlone() {
        kept("runtime.memmove", "main.f", "main.main");
        kept("mmap", "x_cgo_mmap", "runtime.asmcgocall", "runtime.mmap.func1", "main.f");
        kept("malloc", "_cgo_1f_Cfunc_fill", "runtime.asmcgocall");
    }
}
