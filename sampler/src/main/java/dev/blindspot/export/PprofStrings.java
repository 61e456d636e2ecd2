package dev.blindspot.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A profile's strings, each once; the first is empty. */
final class PprofStrings {
    private final Map<String, Long> ids = new LinkedHashMap<>();

    PprofStrings() {
        id("");
    }

    /** The string's index; 0 for none. */
    long id(@Nullable String string) {
        String text = string == null ? "" : string;
        Long known = ids.putIfAbsent(text, (long) ids.size());
        return known == null ? ids.size() - 1L : known;
    }

    Set<String> inOrder() {
        return ids.keySet();
    }
}
