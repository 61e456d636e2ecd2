package dev.blindspot.golang.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;

/** The memory images that are kept with the tests, one a version of Go. */
final class SavedImages {
    private SavedImages() {}

    static Stream<String> versions() {
        return Stream.of("1.19", "1.21", "1.22", "1.23", "1.24", "1.25", "1.26", "1.27");
    }

    static MemoryImage read(String version) throws IOException {
        try (InputStream in = SavedImages.class.getResourceAsStream("go" + version + ".img")) {
            return MemoryImage.read(Objects.requireNonNull(in, version));
        }
    }
}
