package dev.blindspot.elf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Go's linker recorded about a build; it survives stripping.
 *
 * @param version {@code go1.26.10}, without experiments
 * @param experiments what follows {@code X:} in the version
 * @param modulePath path of the main module; null if built outside of one
 * @param settings {@code build} lines: {@code CGO_ENABLED}, {@code -buildmode}, {@code GOAMD64}, …
 * @see <a href="https://pkg.go.dev/debug/buildinfo">debug/buildinfo</a>, the inline form of Go 1.18 on
 */
public record GoBuildInfo(
        String version, List<String> experiments, @Nullable String modulePath, Map<String, String> settings) {
    private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FLAG_INLINE_STRINGS = 2;
    private static final int HEADER_BYTES = 32;
    private static final int MAX_TEXT_BYTES = 1 << 24;
    /** The linker puts that many bytes of its own at both ends of the module text. */
    private static final int SENTINEL_BYTES = 16;

    private static final long MAX_SCAN_BYTES = 1 << 20;

    public GoBuildInfo {
        experiments = List.copyOf(experiments);
        settings = Map.copyOf(settings);
    }

    /** Null if the file was not made by Go 1.18 or later. */
    public static @Nullable GoBuildInfo of(ElfFile file) {
        try {
            Section section = file.section(".go.buildinfo");
            if (section != null) {
                return parse(file.content(section), 0);
            }
            for (Segment segment : file.segments()) {
                if (segment.isLoad() && segment.isWritable()) {
                    Bytes data = file.bytes().slice(segment.offset(), segment.fileSize());
                    long at = find(data);
                    if (at >= 0) {
                        return parse(data, at);
                    }
                }
            }
            return null;
        } catch (ElfFormatException e) {
            return null;
        }
    }

    /** Whether C code could be linked in; null if the build did not record it. */
    public @Nullable Boolean cgo() {
        String value = settings.get("CGO_ENABLED");
        return value == null ? null : value.equals("1");
    }

    /** 26 of {@code go1.26.10}; -1 for a version of another form. */
    public int minor() {
        if (!version.startsWith("go1.")) {
            return -1;
        }
        int end = 4;
        while (end < version.length() && Character.isDigit(version.charAt(end)) && end < 7) {
            end++;
        }
        return end == 4 ? -1 : Integer.parseInt(version.substring(4, end));
    }

    private static long find(Bytes data) throws ElfFormatException {
        long end = Math.min(data.size(), MAX_SCAN_BYTES) - HEADER_BYTES;
        for (long at = 0; at <= end; at += 16) {
            if (isMagic(data, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isMagic(Bytes data, long at) throws ElfFormatException {
        for (int i = 0; i < MAGIC.length; i++) {
            if (data.u8(at + i) != (MAGIC[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable GoBuildInfo parse(Bytes data, long at) throws ElfFormatException {
        if (!isMagic(data, at) || (data.u8(at + 15) & FLAG_INLINE_STRINGS) == 0) {
            return null;
        }
        Range version = range(data, at + HEADER_BYTES);
        Range module = range(data, version.at() + version.length());
        boolean hasModule = module.length() > 2 * SENTINEL_BYTES;
        return parse(
                data.string(version.at(), version.length()),
                hasModule ? data.string(module.at() + SENTINEL_BYTES, module.length() - 2 * SENTINEL_BYTES) : "");
    }

    private static GoBuildInfo parse(String fullVersion, String module) {
        int x = fullVersion.indexOf("X:");
        String version = x > 0 ? fullVersion.substring(0, x - 1).strip() : fullVersion;
        List<String> experiments = new ArrayList<>();
        if (x > 0) {
            for (String experiment : fullVersion.substring(x + 2).split("[, ]", -1)) {
                if (!experiment.isEmpty()) {
                    experiments.add(experiment);
                }
            }
        }
        String path = null;
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : module.split("\n", -1)) {
            String[] words = line.split("\t", -1);
            if (words.length >= 2 && words[0].equals("mod")) {
                path = words[1];
            } else if (words.length >= 2 && words[0].equals("build") && words[1].indexOf('=') > 0) {
                int equals = words[1].indexOf('=');
                settings.put(words[1].substring(0, equals), words[1].substring(equals + 1));
            }
        }
        return new GoBuildInfo(version, experiments, path, settings);
    }

    private record Range(long at, long length) {}

    private static Range range(Bytes data, long at) throws ElfFormatException {
        long length = Varint.value(data, at);
        if (length > MAX_TEXT_BYTES) {
            throw new ElfFormatException("build info of " + length + " bytes");
        }
        return new Range(Varint.end(data, at), length);
    }
}
