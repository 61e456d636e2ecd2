import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints, as C for {@code audit.h}, every constant, struct and field the generated classes offer, with the value their
 * callers get. {@code scripts/audit-bindings.sh} runs it; its argument is the directory with the compiled classes.
 */
final class Audit {
    private static final String PACKAGE = "dev.blindspot.linux.bindings";

    private Audit() {}

    static void main(String[] args) throws IOException, ReflectiveOperationException {
        System.out.println("#include \"audit.h\"");
        List<String> names;
        try (Stream<Path> files = Files.list(Path.of(args[0], PACKAGE.replace('.', '/')))) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
        for (String name : names) {
            Class<?> type = Class.forName(PACKAGE + "." + name);
            if (name.equals("Linux")) {
                printConstants(type);
            } else {
                printStruct(type, (GroupLayout) type.getMethod("layout").invoke(null));
            }
        }
    }

    private static void printConstants(Class<?> type) throws ReflectiveOperationException {
        for (Method accessor : accessors(type)) {
            String name = accessor.getName();
            // A function without arguments looks the same, but has no field of its name.
            if (Arrays.stream(type.getDeclaredFields()).noneMatch(field -> field.getName().equals(name))) {
                continue;
            }
            Object value = accessor.invoke(null);
            long number = value instanceof MemorySegment address ? address.address() : ((Number) value).longValue();
            System.out.println("CONSTANT(" + name + ", " + number + "L);");
            if (name.startsWith("PERF_ATTR_")) {
                String bit = name.substring("PERF_ATTR_".length()).toLowerCase(Locale.ROOT);
                System.out.println("BIT(" + bit + ", " + number + "L)");
            }
        }
    }

    private static void printStruct(Class<?> type, GroupLayout layout) throws ReflectiveOperationException {
        String struct = type.getSimpleName();
        System.out.println("STRUCT(" + struct + ", " + layout.byteSize() + ");");
        for (Method accessor : accessors(type)) {
            String name = accessor.getName();
            if (name.endsWith("$offset")) {
                String field = name.substring(0, name.length() - "$offset".length());
                var fieldLayout = (MemoryLayout) type.getMethod(field + "$layout").invoke(null);
                System.out.println("FIELD(" + struct + ", " + field + ", " + accessor.invoke(null) + ", "
                        + fieldLayout.byteSize() + ");");
            }
        }
    }

    private static List<Method> accessors(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0)
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }
}
