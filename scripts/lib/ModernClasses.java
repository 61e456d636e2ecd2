import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Arguments: jars, each changed in place; what their classes refer to is on the class path. Classes compiled for Java 5 or older get what the JVM's archive of classes asks
 * for, and its fast verifier: stack maps, and the number of a version that has them. Their code stays what it was.
 */
final class ModernClasses {
    private static final String NOTE = "META-INF/CHANGES-BY-BLINDSPOT";
    private static final ClassFile CLASSES = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    private static final ClassTransform MODERN = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(ClassTransform.endHandler(made -> made.withVersion(ClassFile.JAVA_8_VERSION, 0)));

    private ModernClasses() {}

    public static void main(String[] jars) throws IOException {
        for (String name : jars) {
            Path jar = Path.of(name);
            byte[] changed = changed(Files.readAllBytes(jar));
            if (changed.length > 0) {
                // The old file may be on this very class path: it stays whole for who has it open.
                Path part = Files.write(Path.of(name + ".part"), changed);
                Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The jar with its old classes made new; empty where there are none. */
    private static byte[] changed(byte[] jar) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream(jar.length);
        int old = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(made)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().endsWith(".class") && version(content) < ClassFile.JAVA_6_VERSION) {
                    content = CLASSES.transformClass(CLASSES.parse(content), MODERN);
                    old++;
                }
                write(out, entry.getName(), content);
            }
            write(out, NOTE, "Class files were given stack maps and a newer version; no code was changed.\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        return old == 0 ? new byte[0] : made.toByteArray();
    }

    private static void write(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private static int version(byte[] classFile) {
        return (classFile[6] & 0xff) << 8 | classFile[7] & 0xff;
    }
}
