package dev.blindspot.golang.layout;

/** A structure, field or constant that a version of Go's runtime does not have. The message names it. */
public final class LayoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LayoutException(String message) {
        super(message, null, false, false);
    }
}
