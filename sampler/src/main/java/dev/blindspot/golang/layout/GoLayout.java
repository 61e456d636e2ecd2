package dev.blindspot.golang.layout;

import dev.blindspot.elf.Arch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The structures of Go's runtime in one minor version on one architecture, from the data file made of that release.
 *
 * <p>Threads: immutable. Errors: {@link LayoutException} for a structure it does not have.
 *
 * <p>Layout of a file, made by {@code scripts/generate-layout.sh}: {@code LAYOUT 1 release}; {@code STRUCT name size=N}, then a
 * line for each field: {@code name off=N size=N type}; {@code CONST name value}; {@code WAITREASON number text};
 * {@code SIZECLASS number bytes}; {@code ANCHOR function global+offset or - …}. A second file has the ANCHOR lines of code that
 * was not optimised.
 */
public final class GoLayout {
    private static final String FORMAT = "1";

    private final int minor;
    private final Arch arch;
    private final Map<String, StructLayout> structs = new HashMap<>();
    private final Map<String, Long> constants = new HashMap<>();
    private final List<String> waitReasons = new ArrayList<>();
    private final List<Integer> sizeClasses = new ArrayList<>();
    private final List<Anchor> anchors = new ArrayList<>();
    private String release = "";
    private boolean isTable = true;

    private GoLayout(int minor, Arch arch) {
        this.minor = minor;
        this.arch = arch;
    }

    /** The layout of Go 1.{@code minor}; null if there is none. */
    public static @Nullable GoLayout of(int minor, Arch arch) {
        return of(minor, arch, "");
    }

    private static @Nullable GoLayout of(int minor, Arch arch, String variant) {
        String file = "go1." + minor + "-" + arch.goName() + variant + ".txt";
        try (InputStream in = GoLayout.class.getResourceAsStream(file)) {
            if (in == null) {
                return null;
            }
            GoLayout layout = new GoLayout(minor, arch);
            layout.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return layout;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This layout but for some structures, which are as the program's own types say. */
    public GoLayout with(Map<String, StructLayout.Own> own) {
        GoLayout other = new GoLayout(minor, arch);
        structs.forEach((name, struct) -> other.structs.put(name, struct.in(other)));
        own.forEach((name, struct) -> other.structs.put(name, StructLayout.of(other, name, struct)));
        other.constants.putAll(constants);
        other.waitReasons.addAll(waitReasons);
        other.sizeClasses.addAll(sizeClasses);
        other.anchors.addAll(anchors);
        other.release = release;
        other.isTable = false;
        return other;
    }

    private void read(String text) throws IOException {
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            String[] words = text.substring(at, end).split(" ", 3);
            at = end + 1;
            switch (words[0]) {
                case "LAYOUT" -> release = release(words);
                case "STRUCT" -> {
                    int fields = at;
                    while (text.startsWith(" ", at)) {
                        at = text.indexOf('\n', at) + 1;
                    }
                    int size = StructLayout.number(words[2]);
                    structs.put(words[1], new StructLayout(this, words[1], size, text.substring(fields, at)));
                }
                case "CONST" -> constants.put(words[1], Long.parseLong(words[2]));
                case "WAITREASON" -> waitReasons.add(words[2]);
                case "SIZECLASS" -> sizeClasses.add(Integer.parseInt(words[2]));
                case "ANCHOR" -> anchors.add(anchor(words));
                default -> throw new IOException("a layout holds no " + words[0]);
            }
        }
    }

    private static Anchor anchor(String[] words) {
        List<Anchor.@Nullable Reference> references = new ArrayList<>();
        for (String reference : words[2].split(" ", -1)) {
            int plus = reference.indexOf('+');
            references.add(
                    plus < 0
                            ? null
                            : new Anchor.Reference(
                                    reference.substring(0, plus), Long.parseLong(reference.substring(plus + 1))));
        }
        return new Anchor(words[1], Collections.unmodifiableList(references));
    }

    private static String release(String[] words) throws IOException {
        if (!words[1].equals(FORMAT)) {
            throw new IOException("a layout of format " + words[1] + ", not " + FORMAT);
        }
        return words[2];
    }

    /** How structures are known, as the contract has it: {@code table}, or {@code types} if some are the program's own. */
    public String source() {
        return isTable ? "table" : "types";
    }

    /** The release the layout was made of, such as {@code go1.24.4}. */
    public String release() {
        return release;
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

    /** The value of a constant, such as {@code runtime._KindSpecialFinalizer}; -1 where this version has none. */
    public long constant(String name) {
        return constants.getOrDefault(name, -1L);
    }

    /** Why a goroutine waits, by the runtime's number; null for one it does not have. */
    public @Nullable String waitReason(int number) {
        return number > 0 && number < waitReasons.size() ? waitReasons.get(number) : null;
    }

    /** Functions by whose code global variables can be found in a program without symbols. */
    public List<Anchor> anchors() {
        return Collections.unmodifiableList(anchors);
    }

    /** The same functions', and others', where nothing was optimised or inlined ({@code -N -l}). */
    public List<Anchor> unoptimizedAnchors() {
        GoLayout other = of(minor, arch, "-unoptimized");
        return other == null ? List.of() : other.anchors();
    }

    /** Bytes of an object of each size class; the first is of large objects, and 0. */
    public List<Integer> sizeClasses() {
        return Collections.unmodifiableList(sizeClasses);
    }

    @Nullable
    StructLayout find(String name) {
        return structs.get(name);
    }
}
