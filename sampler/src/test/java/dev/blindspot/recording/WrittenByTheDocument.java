package dev.blindspot.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A recording read by {@code docs/recording-format.md} alone: nothing of the project's own reader is used here, so that
 * the document is held to what is written.
 */
final class WrittenByTheDocument {
    final Map<Integer, Integer> chunks = new HashMap<>();
    final Map<Long, @Nullable String> strings = new HashMap<>();
    final Map<Long, String> frames = new HashMap<>();
    final Map<Long, List<String>> stacks = new LinkedHashMap<>();
    /** {@code kind stack} to mapped bytes, mapped count, outstanding bytes, outstanding count. */
    final Map<String, long[]> callSites = new LinkedHashMap<>();

    final List<String> ledgers = new ArrayList<>();
    final List<String> gauges = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<String> histograms = new ArrayList<>();
    int glances;
    int bornRanges;
    String reason = "";

    private final ByteBuffer in;

    WrittenByTheDocument(byte[] file) {
        in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        must(in.getLong(0) == 0x0A1A0A0D50534289L, "magic");
        must(in.getShort(8) == 1, "version");
        must(in.getInt(16) == checksum(0, 16), "checksum of the header");
        in.position(20);
        while (in.hasRemaining()) {
            chunk();
        }
    }

    private void chunk() {
        int at = in.position();
        must(in.getInt(at) == 0x43505342, "BSPC at " + at);
        must(in.getInt(at + 16) == checksum(at, 16), "checksum of a chunk's header");
        int type = in.get(at + 4);
        int length = in.getInt(at + 8);
        must(length <= 64 << 20, "length");
        must(in.getInt(at + 12) == checksum(at + 20, length), "checksum of a payload");
        in.position(at + 20);
        chunks.merge(type, 1, Integer::sum);
        in.limit(at + 20 + length);
        payload(type);
        must(!in.hasRemaining(), "a payload of type " + type + " has more than the document says");
        in.limit(in.capacity());
    }

    private void payload(int type) {
        switch (type) {
            case 1 -> info();
            case 2 -> {
                long id = unsigned();
                for (long left = unsigned(); left > 0; left--) {
                    strings.put(id++, text());
                }
            }
            case 3 -> {
                long id = unsigned();
                for (long left = unsigned(); left > 0; left--) {
                    frames.put(id++, frame());
                }
            }
            case 4 ->
                repeat(() -> {
                    long id = unsigned();
                    stacks.put(id, frames());
                    bool();
                });
            case 5 ->
                repeat(() -> {
                    unsigned();
                    unsigned();
                    unsigned();
                    string();
                    string();
                });
            case 6 -> {
                boolean born = bool();
                repeat(() -> {
                    bornRanges += born ? 1 : 0;
                    signed();
                    signed();
                    must(in.get() <= 5, "kind");
                    unsigned();
                    unsigned();
                    signed();
                });
            }
            case 7 -> interval();
            case 8 -> {
                unsigned();
                text();
            }
            case 9 -> {
                for (int i = 0; i < 5; i++) {
                    unsigned();
                }
                block();
            }
            case 10 -> {
                for (int i = 0; i < 4; i++) {
                    unsigned();
                }
            }
            case 11 -> {
                time();
                signed();
                reason = string();
                if (bool()) {
                    block();
                }
            }
            default -> throw new AssertionError("a type that is not in the document: " + type);
        }
    }

    private void info() {
        time();
        signed();
        string();
        repeat(this::string);
        string();
        signed();
        block();
    }

    private void interval() {
        signed();
        signed();
        time();
        time();
        repeat(() -> {
            in.get();
            signed();
            signed();
            signed();
            signed();
        });
        repeat(() -> {
            long stack = unsigned();
            long[] sums = callSites.computeIfAbsent(in.get() + " " + stack, key -> new long[4]);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += signed();
            }
            in.getDouble();
            unsigned();
            bool();
        });
        repeat(() -> {
            String tag = string();
            string();
            block();
            signed();
            histograms.add(tag);
        });
        repeat(() -> {
            in.get();
            optional(this::signed);
            time();
            time();
        });
        repeat(() -> {
            String name = string();
            string();
            gauges.add(name + " " + (bool() ? Double.toString(in.getDouble()) : "null"));
        });
        if (bool()) {
            ledger();
        }
        repeat(() -> notes.add(string() + " " + string()));
        for (int i = 0; i < 6; i++) {
            signed();
        }
        if (bool()) {
            block();
            glances++;
        }
    }

    private void ledger() {
        time();
        StringBuilder rows = new StringBuilder(signed() + " " + signed());
        repeat(() -> {
            rows.append(' ').append(string());
            rows.append(' ').append(signed());
            signed();
            signed();
            optional(this::signed);
            unsigned();
        });
        ledgers.add(rows.toString());
    }

    private String frame() {
        long pc = unsigned();
        string();
        string();
        String function = string();
        string();
        long[] line = {0};
        optional(() -> line[0] = signed());
        bool();
        return Long.toHexString(pc) + " " + function + ":" + line[0];
    }

    private List<String> frames() {
        List<String> names = new ArrayList<>();
        repeat(() -> names.add(String.valueOf(frames.get(unsigned()))));
        return names;
    }

    private void repeat(Runnable item) {
        for (long left = unsigned(); left > 0; left--) {
            item.run();
        }
    }

    private void optional(Runnable value) {
        if (bool()) {
            value.run();
        }
    }

    /** A block, or bytes: a length, and so many. */
    private void block() {
        int length = (int) unsigned();
        in.position(in.position() + length);
    }

    private String string() {
        long id = unsigned();
        must(id == 0 || strings.containsKey(id), "a string before its chunk");
        return String.valueOf(strings.get(id));
    }

    private String text() {
        byte[] bytes = new byte[(int) unsigned()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void time() {
        signed();
        must(unsigned() < 1_000_000_000, "nanoseconds");
    }

    private boolean bool() {
        byte value = in.get();
        must(value == 0 || value == 1, "a bool of " + value);
        return value == 1;
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private long signed() {
        long zigzag = unsigned();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    private int checksum(int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(in.array(), from, length);
        return (int) sum.getValue();
    }

    private static void must(boolean right, String what) {
        if (!right) {
            throw new AssertionError("not as the document says: " + what);
        }
    }
}
