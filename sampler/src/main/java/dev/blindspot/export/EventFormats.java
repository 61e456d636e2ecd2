package dev.blindspot.export;

import dev.blindspot.model.SamplerException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The formats that events are streamed in. */
public final class EventFormats {
    static final String JSONL = "jsonl";
    static final String ARROW = "arrow";

    private static final Map<String, EventFormat.Maker> ALL = new LinkedHashMap<>();

    static {
        ALL.put(JSONL, JsonlFormat::new);
        ALL.put(ARROW, ArrowFormat::new);
    }

    private EventFormats() {}

    /** The format of a name; {@link SamplerException.Usage} if none is streamed under it. */
    public static EventFormat.Maker named(String format) {
        EventFormat.Maker maker = ALL.get(format);
        if (maker == null) {
            throw new SamplerException.Usage(
                    "events are not streamed as " + format + "; there is " + String.join(", ", ALL.keySet()));
        }
        return maker;
    }

    /** Whether a terminal can show it. */
    public static boolean isText(String format) {
        return format.equals(JSONL);
    }
}
