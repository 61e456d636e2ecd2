package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.blindspot.linux.bindings.Linux;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TracepointFormatTest {
    private static final String MUNMAP = """
            name: sys_enter_munmap
            ID: 693
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;
            \tfield:unsigned long addr;\toffset:16;\tsize:8;\tsigned:0;
            \tfield:char comm[16];\toffset:24;\tsize:16;\tsigned:0;

            print fmt: "addr: 0x%08lx, offset:1; size:2;", ((unsigned long)(REC->addr))
            """;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void numberAndFields() {
        TracepointFormat format = TracepointFormat.parse(bytes(MUNMAP));
        assertEquals(693, format == null ? -1 : format.id());
        assertEquals(new TracepointFormat.Field("addr", 16, 8, false), format == null ? null : format.field("addr"));
        assertEquals(
                new TracepointFormat.Field("__syscall_nr", 8, 4, true),
                format == null ? null : format.field("__syscall_nr"));
        assertEquals(new TracepointFormat.Field("comm", 24, 16, false), format == null ? null : format.field("comm"));
        assertNull(format == null ? "" : format.field("len"));
    }

    @Test
    void whatIsNoFormatIsNull() {
        assertNull(TracepointFormat.parse(bytes("")));
        assertNull(TracepointFormat.parse(bytes("ID: many\n")));
        assertNull(TracepointFormat.parse(bytes("ID: 1\n\tfield:int a;\toffset:8;\tsize:4;\n")));
    }

    @Test
    void aTracepointThatIsNotThereIsAValue() {
        PerfResult<Integer> result = new Tracefs.Present(Path.of("/nowhere")).id("syscalls", "sys_enter_x");
        assertEquals(
                new PerfResult.Failed<Integer>(PerfResult.Step.TRACEPOINT, "syscalls:sys_enter_x", Linux.ENOENT()),
                result);
    }
}
