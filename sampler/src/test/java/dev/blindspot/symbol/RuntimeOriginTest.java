package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stacks as perf recorded them of real programs, leaf first; a C frame is written {@code c:name}, {@code c:} unnamed. */
class RuntimeOriginTest {
    @ParameterizedTest
    @CsvSource({
        // without cgo
        "true,  runtime.sysMmap runtime.mmap runtime.sysAllocOS runtime.sysAlloc runtime.persistentalloc1",
        "true,  runtime.sysMmap runtime.sysMapOS runtime.sysMap runtime.(*mheap).grow runtime.mallocgc main.goHeap",
        "true,  runtime.clone runtime.newosproc runtime.newm1 runtime.newm runtime.startm",
        "true,  runtime.sysMunmap runtime.munmap runtime.sysFreeOS",
        "false, runtime/internal/syscall.Syscall6 syscall.RawSyscall6 syscall.Syscall6 syscall.mmap main.userMmap",
        "false, internal/runtime/syscall.Syscall6 syscall.RawSyscall6 main.rawMmap runtime.main",
        "false, internal/runtime/syscall/linux.Syscall6 syscall.RawSyscall6 syscall.Syscall6 main.rawMmap",
        // with cgo, as walked by frame pointer: libc's leaf, then what Go's frame pointer knew
        "true,  c:__mmap runtime.mmap.func1 runtime.mmap runtime.sysAllocOS runtime.sysAlloc",
        "false, c:__mmap main._Cfunc_userCMmap main.cMmap main.main runtime.main",
        "false, c:__mmap runtime.cgocall main._Cfunc_userCMmap main.cMmap main.main runtime.main",
        "false, c:__mmap",
        // with cgo, made whole by call frame information
        "true,  c:__mmap c:x_cgo_mmap runtime.callCgoMmap runtime.mmap.func1 runtime.mmap runtime.sysReserve",
        "true,  c:__mmap c: runtime.callCgoMmap runtime.mmap.func1 runtime.mmap runtime.sysReserve",
        "false, c:__mmap c:_cgo_e7_Cfunc_userCMmap runtime.asmcgocall runtime.cgocall main._Cfunc_userCMmap",
        "false, c:__mmap c: c: c:malloc c:_cgo_e7_Cfunc_bigMalloc runtime.asmcgocall",
        "false, c:__mmap c:pthread_create c:_cgo_e7_Cfunc_makeThread runtime.asmcgocall",
        "true,  c:__mmap c:pthread_create c:_cgo_try_pthread_create c:_cgo_sys_thread_start runtime.asmcgocall",
        "true,  c:__mmap c:pthread_create c: c: runtime.asmcgocall runtime.newm1 runtime.newm runtime.startm",
        "true,  c:__mmap c:pthread_create c: c: runtime.asmcgocall runtime.templateThread runtime.mstart1",
        "false, c:__mmap c:dl_open c:dlopen runtime.asmcgocall runtime.cgocall plugin._Cfunc_pluginOpen plugin.open",
    })
    void saysWhoMadeTheCall(boolean byRuntime, String functions) {
        assertEquals(byRuntime, RuntimeOrigin.madeByGoRuntime(stack(functions)));
    }

    @Test
    void anEmptyStackSaysNothing() {
        assertEquals(false, RuntimeOrigin.madeByGoRuntime(new Stack(List.of())));
    }

    private static Stack stack(String functions) {
        List<Frame> frames = new ArrayList<>();
        for (String function : functions.split(" ", -1)) {
            boolean isC = function.startsWith("c:");
            String name = isC ? function.substring(2) : function;
            frames.add(new Frame(
                    0x1000, "/bin/x", null, name.isEmpty() ? null : name, isC ? null : "x.go", isC ? null : 1, false));
        }
        return new Stack(frames);
    }
}
