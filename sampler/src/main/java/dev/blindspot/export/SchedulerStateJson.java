package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.Plugins;
import java.io.IOException;
import java.util.List;

/** The sections of {@code blindspot.inspect/1} about goroutines, plugins and cgo handles. */
final class SchedulerStateJson {
    private static final List<String> STATES =
            List.of("idle", "runnable", "running", "syscall", "waiting", "copystack", "preempted", "leaked");

    private SchedulerStateJson() {}

    static void goroutines(JsonGenerator json, Goroutines goroutines) throws IOException {
        json.writeStartObject();
        json.writeNumberField("total", goroutines.total());
        json.writeNumberField("system", goroutines.system());
        json.writeNumberField("dead", goroutines.dead());
        json.writeNumberField("stack_bytes", goroutines.stackBytes());
        json.writeObjectFieldStart("by_state");
        for (String state : STATES) {
            json.writeNumberField(state, goroutines.byState().getOrDefault(state, 0L));
        }
        json.writeEndObject();
        JsonFields.array(json, "groups", goroutines.groups(), (to, group) -> {
            to.writeStartObject();
            to.writeNumberField("count", group.count());
            to.writeStringField("state", group.state());
            to.writeStringField("wait_reason", group.waitReason());
            JsonFields.number(to, "waiting_at_least_ns", group.waitingAtLeastNanos());
            JsonFields.nullable(to, "created_by", group.createdBy(), SharedJson::frame);
            to.writeFieldName("stack");
            SharedJson.stack(to, group.stack());
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    static void plugins(JsonGenerator json, Plugins plugins) throws IOException {
        json.writeStartObject();
        JsonFields.array(json, "modules", plugins.modules(), (to, module) -> {
            to.writeStartObject();
            to.writeStringField("plugin_path", module.pluginPath());
            to.writeStringField("file", module.file());
            JsonFields.address(to, "base", module.base());
            to.writeNumberField("mapped_bytes", module.mappedBytes());
            to.writeNumberField("rss_bytes", module.rssBytes());
            to.writeStringField("state", module.state());
            to.writeEndObject();
        });
        JsonFields.array(json, "libraries", plugins.libraries(), (to, library) -> {
            to.writeStartObject();
            to.writeStringField("file", library.file());
            to.writeBooleanField("deleted", library.deleted());
            to.writeNumberField("mapped_bytes", library.mappedBytes());
            to.writeNumberField("rss_bytes", library.rssBytes());
            to.writeNumberField("copies", library.copies());
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    static void handles(JsonGenerator json, CgoHandles handles) throws IOException {
        json.writeStartObject();
        json.writeNumberField("live", handles.live());
        json.writeNumberField("created", handles.created());
        JsonFields.array(json, "by_type", handles.byType(), (to, type) -> {
            to.writeStartObject();
            to.writeStringField("type", type.type());
            to.writeNumberField("count", type.count());
            to.writeEndObject();
        });
        json.writeEndObject();
    }
}
