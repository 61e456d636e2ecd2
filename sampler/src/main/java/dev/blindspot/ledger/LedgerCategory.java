package dev.blindspot.ledger;

import dev.blindspot.model.GoRegions;
import dev.blindspot.model.Ledger;

/** The categories, in the order they are shown; those of Go's runtime need its regions. */
enum LedgerCategory {
    GO_HEAP_OBJECTS("go.heap.objects"),
    GO_HEAP_UNUSED("go.heap.unused"),
    GO_HEAP_FREE("go.heap.free"),
    GO_STACKS("go.stacks"),
    GO_METADATA_MSPAN("go.metadata.mspan"),
    GO_METADATA_MCACHE("go.metadata.mcache"),
    GO_METADATA_GC("go.metadata.gc"),
    GO_METADATA_SPECIALS("go.metadata.specials"),
    GO_METADATA_PROFILE("go.metadata.profile"),
    GO_METADATA_OTHER("go.metadata.other"),
    GO_BINARY_TEXT("go.binary.text"),
    GO_BINARY_RODATA("go.binary.rodata"),
    GO_BINARY_DATA("go.binary.data"),
    GO_BINARY_BSS("go.binary.bss"),
    PLUGIN_TEXT("plugin.text"),
    PLUGIN_DATA("plugin.data"),
    LIB_TEXT("lib.text"),
    LIB_DATA("lib.data"),
    C_HEAP("c.heap"),
    C_STACKS("c.stacks"),
    MMAP_ANON("mmap.anon"),
    MMAP_FILE("mmap.file"),
    MMAP_SHARED("mmap.shared"),
    SPECIAL("special"),
    UNATTRIBUTED(Ledger.UNATTRIBUTED);

    private final String contractName;

    LedgerCategory(String contractName) {
        this.contractName = contractName;
    }

    String contractName() {
        return contractName;
    }

    /** The category of what Go's runtime holds in a range; for a span that of its objects. */
    static LedgerCategory of(GoRegions.Kind kind) {
        return switch (kind) {
            case HEAP_SPAN -> GO_HEAP_OBJECTS;
            case HEAP_FREE -> GO_HEAP_FREE;
            case STACKS -> GO_STACKS;
            case METADATA_MSPAN -> GO_METADATA_MSPAN;
            case METADATA_MCACHE -> GO_METADATA_MCACHE;
            case METADATA_GC -> GO_METADATA_GC;
            case METADATA_SPECIALS -> GO_METADATA_SPECIALS;
            case METADATA_PROFILE -> GO_METADATA_PROFILE;
            case METADATA_OTHER -> GO_METADATA_OTHER;
        };
    }

    /** Its place in the order. */
    @SuppressWarnings("EnumOrdinal") // the sums are kept in this very order
    int index() {
        return ordinal();
    }
}
