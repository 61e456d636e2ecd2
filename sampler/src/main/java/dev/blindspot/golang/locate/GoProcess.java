package dev.blindspot.golang.locate;

import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.golang.layout.GoLayout;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Go process in which the runtime was found: what every view of it is read with.
 *
 * <p>Threads: one.
 */
public final class GoProcess {
    private static final Pattern VERSION = Pattern.compile("go1\\.([0-9]{1,3})");

    private final TargetMemory memory;
    private final GoLayout layout;
    private final long firstModule;
    private final Globals globals;
    private final GoFunctions functions;

    private GoProcess(TargetImage image, GoLayout table, boolean hasExperiments, long firstModule)
            throws UnreadableMemory {
        this.memory = new TargetMemory(image.memory());
        this.firstModule = firstModule;
        ModuleData program = ModuleData.read(memory, table, firstModule);
        TypeDescriptors types = new TypeDescriptors(memory, List.of(program));
        this.layout = new LayoutCheck(
                        table,
                        types,
                        new RuntimeTypes(memory, types, program, table.struct("runtime.moduledata")).structs())
                .checked(hasExperiments);
        this.globals = Globals.find(image, layout, program);
        HeapCheck.check(memory, layout, globals);
        this.functions = new GoFunctions(image.symbolizer(), image.code());
    }

    /**
     * Finds the runtime.
     *
     * @param goVersion as in the build info, such as {@code go1.24.4}
     * @param hasExperiments whether the version says that it was built with others than usual
     * @throws UnreadableMemory if it is not there, or of a version without a layout, or not laid out as its version is
     */
    public static GoProcess locate(TargetImage image, String goVersion, boolean hasExperiments)
            throws UnreadableMemory {
        GoLayout layout = GoLayout.of(minor(goVersion), image.executable().arch());
        if (layout == null) {
            throw new UnreadableMemory("there is no layout of " + goVersion);
        }
        long linked = moduledata(image);
        if (linked == -1) {
            throw new UnreadableMemory("runtime.firstmoduledata was not found in this program");
        }
        GoProcess process = new GoProcess(image, layout, hasExperiments, linked + image.bias());
        process.modules();
        return process;
    }

    private static int minor(String goVersion) {
        Matcher matcher = VERSION.matcher(goVersion);
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static long moduledata(TargetImage image) {
        try {
            Pclntab table = Pclntab.of(image.executable());
            return table == null ? -1 : table.moduledata();
        } catch (ElfFormatException e) {
            return -1;
        }
    }

    public TargetMemory memory() {
        return memory;
    }

    public GoLayout layout() {
        return layout;
    }

    /** The 24 of Go 1.24. */
    public int minor() {
        return layout.minor();
    }

    public Globals globals() {
        return globals;
    }

    public GoFunctions functions() {
        return functions;
    }

    /** All modules, as they are now; the program's own first. */
    public List<ModuleData> modules() throws UnreadableMemory {
        return ModuleData.all(memory, layout, firstModule);
    }

    /** The types of all modules there are now. */
    public TypeDescriptors types() throws UnreadableMemory {
        return new TypeDescriptors(memory, modules());
    }
}
