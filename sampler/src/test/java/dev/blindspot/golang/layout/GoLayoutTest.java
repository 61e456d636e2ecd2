package dev.blindspot.golang.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.blindspot.elf.Arch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoLayoutTest {
    static Stream<Arguments> known() {
        return IntStream.rangeClosed(19, 27)
                .boxed()
                // No toolchain of 1.20 was at hand: there is one table of it.
                .flatMap(minor -> minor == 20
                        ? Stream.of(Arguments.of(20, Arch.AMD64))
                        : Stream.of(Arch.values()).map(arch -> Arguments.of(minor, arch)));
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyVersionHasWhatIsRead(int minor, Arch arch) {
        GoLayout layout = GoLayout.of(minor, arch);
        assertNotNull(layout);
        assertEquals("go1." + minor, layout.release().substring(0, 6));
        assertEquals(68, layout.sizeClasses().size());
        assertEquals(32_768, layout.sizeClasses().getLast());
        assertEquals(4, layout.constant("runtime._Gwaiting"));
        assertEquals("IO wait", layout.waitReason(2));
        assertEquals(0, layout.struct("runtime.g").offset("stack", "lo"));
        assertEquals(56, layout.struct("runtime.g").offset("sched", "sp"));
        assertEquals(24, layout.struct("runtime.mspan").offset("startAddr"));
    }

    @Test
    void whatAVersionDoesNotHaveIsSaid() {
        GoLayout layout = GoLayout.of(19, Arch.AMD64);
        assertNotNull(layout);
        assertFalse(layout.has("runtime.pinner"));
        assertFalse(layout.struct("runtime.mspan").has("pinnerBits"));
        assertEquals(-1, layout.constant("runtime._KindSpecialCleanup"));
        assertNull(layout.waitReason(200));
        assertEquals(
                "runtime.mspan has no field pinnerBits",
                assertThrows(
                                LayoutException.class,
                                () -> layout.struct("runtime.mspan").offset("pinnerBits"))
                        .getMessage());
        assertNull(GoLayout.of(18, Arch.AMD64));
    }
}
