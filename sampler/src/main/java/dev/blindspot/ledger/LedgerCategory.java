package dev.blindspot.ledger;

import dev.blindspot.model.Ledger;

/** The categories the kernel's view alone can tell, in the order they are shown. */
enum LedgerCategory {
    GO_BINARY_TEXT("go.binary.text"),
    GO_BINARY_RODATA("go.binary.rodata"),
    GO_BINARY_DATA("go.binary.data"),
    GO_BINARY_BSS("go.binary.bss"),
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

    /** Its place in the order. */
    @SuppressWarnings("EnumOrdinal") // the sums are kept in this very order
    int index() {
        return ordinal();
    }
}
