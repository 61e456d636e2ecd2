package dev.blindspot.recording;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The recordings kept with the tests: ten seconds of leakyservice, Go 1.24, amd64, in each state of the format. */
public final class KeptRecording {
    /** Of format version 1 with what Go's runtime knows. */
    public static final String NEWEST = "leakyservice-v1";

    /** Of the same version before that. */
    static final String EARLY = "leakyservice-v1-early";

    private KeptRecording() {}

    public static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KeptRecording.class.getResourceAsStream(name + ".bsp"))) {
            return in.readAllBytes();
        }
    }
}
