package dev.blindspot.elf;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Asks a file everything it can be asked; what is not {@link ElfFormatException} comes out. */
final class Damage {
    private Damage() {}

    /** How many questions were answered. */
    static int askAll(MemorySegment image) {
        int answered = 0;
        try (ElfFile file = ElfFile.of(image)) {
            BuildIds.of(file);
            GoBuildInfo.of(file);
            answered += functionAt(new ElfSymbols(file), file.segments().isEmpty() ? 0 : 0x401000) ? 1 : 0;
            EhFrame callFrames = EhFrame.of(file);
            Pclntab table = Pclntab.of(file);
            if (table != null) {
                for (int i = 0; i < Math.min(table.count(), 50); i++) {
                    answered += ask(table, callFrames, i) ? 1 : 0;
                }
            }
        } catch (ElfFormatException e) {
            return answered;
        }
        return answered;
    }

    private static boolean functionAt(ElfSymbols symbols, long address) {
        try {
            symbols.functionAt(address);
            return true;
        } catch (ElfFormatException e) {
            return false;
        }
    }

    private static boolean ask(Pclntab table, @Nullable EhFrame callFrames, int function) {
        try {
            long entry = table.entry(function);
            table.code(function);
            table.inlinedCalls(function, (nameId, address) -> table.nameAt(nameId));
            for (long address = entry; address < entry + 0x60; address += 7) {
                table.frames(address);
                table.stackDepth(function, address);
                if (callFrames != null) {
                    callFrames.ruleAt(address);
                }
            }
            return true;
        } catch (ElfFormatException e) {
            return false;
        }
    }
}
