package dev.blindspot.elf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Build info as Go's linker writes it since 1.18: strings inline, the module text between 16-byte sentinels. */
final class GoBuildInfoFixture {
    private static final String SENTINEL = "0123456789abcdef";

    private GoBuildInfoFixture() {}

    static byte[] bytes(String version, String module) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(new byte[] {8, 2});
        out.writeBytes(new byte[16]);
        string(out, version);
        string(out, SENTINEL + module + SENTINEL);
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int rest = utf8.length; ; rest >>>= 7) {
            out.write(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
            if (rest < 0x80) {
                break;
            }
        }
        out.writeBytes(utf8);
    }
}
