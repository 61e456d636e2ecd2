package dev.blindspot.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prologues as go tool objdump shows them, of Go 1.19 to 1.27. */
class GoPrologueTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "small frame short branch,     AMD64, 493b6610 7616 55 4889e5 4883ec18,                    6",
        "small frame near branch,      AMD64, 493b6610 0f86b2010000 4883ec38 48896c2430,           10",
        "medium frame,                 AMD64, 4c8d6424e8 4d3b6610 0f8645030000 55 4889e5,           15",
        "medium frame far,             AMD64, 4c8da42470ffffff 4d3b6610 0f8645030000 55 4889e5,     18",
        "large frame,                  AMD64, 4989e4 4981ecf00f0000 0f8204010000 4d3b6610 0f86fa000000 55, 26",
        "no check,                     AMD64, 55 4889e5 4883ec10 4889d8,                           0",
        "small frame arm64,            ARM64, 900b40f9 ff6330eb c9020054 fe0f1cf8,                 12",
        "medium frame arm64,           ARM64, 900b40f9 f10302d1 3f0210eb e9120054 fe0f1cf8,        16",
        "no check arm64,               ARM64, fe0f1ff8 fd831ff8 fd2300d1 e00300aa,                 0"
    })
    void theCheckEndsBehindItsBranch(String name, Arch arch, String code, int bytes) throws ElfFormatException {
        byte[] padded = new byte[80];
        byte[] given = HexFormat.of().parseHex(code.replace(" ", ""));
        System.arraycopy(given, 0, padded, 8, given.length);
        Bytes file = new Bytes(MemorySegment.ofArray(padded));
        assertEquals(bytes, GoPrologue.checkBytes(file, arch, 8, given.length));
    }
}
