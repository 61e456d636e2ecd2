package dev.blindspot.golang.layout;

import dev.blindspot.elf.Arch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The structures of Go's runtime in one minor version on one architecture, from the data file made of that release.
 *
 * <p>Threads: immutable. Errors: {@link LayoutException} for a structure it does not have.
 */
public final class GoLayout {
    private final int minor;
    private final Arch arch;
    private final Map<String, StructLayout> structs = new HashMap<>();

    private GoLayout(int minor, Arch arch) {
        this.minor = minor;
        this.arch = arch;
    }

    /** The layout of Go 1.{@code minor}; null if there is none. */
    public static @Nullable GoLayout of(int minor, Arch arch) {
        String file = "go1." + minor + "-" + arch.goName() + ".txt";
        try (InputStream in = GoLayout.class.getResourceAsStream(file)) {
            if (in == null) {
                return null;
            }
            GoLayout layout = new GoLayout(minor, arch);
            layout.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
            return layout;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code STRUCT name size=N}, then a line for each field: {@code name off=N size=N type}. */
    private void read(BufferedReader lines) throws IOException {
        Map<String, StructLayout.Field> fields = new LinkedHashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.strip().split("\\s+", 4);
            if (words[0].equals("STRUCT")) {
                fields = new LinkedHashMap<>();
                structs.put(words[1], new StructLayout(this, words[1], number(words[2]), fields));
            } else if (words.length == 4) {
                fields.put(words[0], new StructLayout.Field(number(words[1]), number(words[2]), words[3]));
            }
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word.substring(word.indexOf('=') + 1));
    }

    /** The 24 of Go 1.24. */
    public int minor() {
        return minor;
    }

    public Arch arch() {
        return arch;
    }

    /** A structure by Go's name, such as {@code runtime.mspan}. */
    public StructLayout struct(String name) {
        StructLayout struct = structs.get(name);
        if (struct == null) {
            throw new LayoutException("Go 1." + minor + " has no " + name);
        }
        return struct;
    }

    public boolean has(String name) {
        return structs.containsKey(name);
    }

    @Nullable
    StructLayout find(String name) {
        return structs.get(name);
    }
}
