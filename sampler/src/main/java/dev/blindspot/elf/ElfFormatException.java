package dev.blindspot.elf;

import java.io.IOException;

/** A file is not what it claims to be; the message says what was expected and where. */
public final class ElfFormatException extends IOException {
    private static final long serialVersionUID = 1;

    public ElfFormatException(String message) {
        super(message);
    }
}
