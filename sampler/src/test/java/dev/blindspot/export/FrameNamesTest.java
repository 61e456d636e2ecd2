package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.model.Frame;
import org.junit.jupiter.api.Test;

class FrameNamesTest {
    private static String of(String module) {
        return FrameNames.of(new Frame(0x1000, module, null, null, null, null, false));
    }

    @Test
    void aFrameWithoutAFunctionIsCalledByItsFile() {
        assertEquals("[libx.so]", of("/opt/x/libx.so"));
        assertEquals("[vdso]", of("[vdso]"));
    }

    @Test
    void theFileMayHaveANameThatJavaHasNoBytesFor() {
        assertEquals("[lib\udce9.so]", of("/opt/caf\udce9/lib\udce9.so"), "as é in the locale C");
    }
}
