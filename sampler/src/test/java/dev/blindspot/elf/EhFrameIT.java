package dev.blindspot.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The call frame information of libc, against objdump's reading of it. */
class EhFrameIT {
    private static final Pattern FUNCTION = Pattern.compile("^\\S+ \\S+ \\S+ FDE .*pc=([0-9a-f]+)\\.\\.([0-9a-f]+)$");
    private static final Pattern ROW = Pattern.compile("^([0-9a-f]{16}) (\\S+)\\s+(.*)$");

    @Test
    void hasTheRulesThatObjdumpPrints() throws Exception {
        Path libc = Path.of(GoBuilds.output(List.of("gcc", "-print-file-name=libc.so.6"))
                        .strip())
                .toRealPath();
        Map<Long, String> expected =
                printed(GoBuilds.output(List.of("objdump", "--dwarf=frames-interp", libc.toString())));
        assertTrue(expected.size() > 10_000, "only " + expected.size() + " rows");
        try (ElfFile file = ElfFile.open(libc)) {
            EhFrame callFrames = EhFrame.of(file);
            assertNotNull(callFrames);
            for (Map.Entry<Long, String> row : expected.entrySet()) {
                String mine = printed(Objects.requireNonNull(callFrames).ruleAt(row.getKey()));
                assertEquals(row.getValue(), mine, Long.toHexString(row.getKey()));
            }
        }
    }

    private static String printed(long rule) {
        return (UnwindRule.isByStackPointer(rule) ? "rsp+" : UnwindRule.isByFramePointer(rule) ? "rbp+" : "?")
                + UnwindRule.cfaOffset(rule) + " ra " + UnwindRule.returnAddressDepth(rule) + " rbp "
                + UnwindRule.framePointerDepth(rule);
    }

    /** First and last address of every row, except of functions that save registers in ways not followed. */
    private static Map<Long, String> printed(String dump) throws IOException {
        Map<Long, String> rules = new TreeMap<>();
        List<String> columns = List.of();
        long end = 0;
        String last = null;
        for (String line : dump.split("\n", -1)) {
            Matcher function = FUNCTION.matcher(line);
            Matcher row = ROW.matcher(line);
            if (function.find()) {
                end = Long.parseUnsignedLong(function.group(2), 16);
            } else if (line.strip().startsWith("LOC")) {
                columns = List.of(line.strip().split(" +", -1));
            } else if (row.find() && end != 0) {
                long from = Long.parseUnsignedLong(row.group(1), 16);
                if (last != null && rules.containsKey(from)) {
                    throw new IOException("two rows for " + from);
                }
                last = rule(row.group(2), columns, List.of(row.group(3).strip().split(" +", -1)));
                if (last != null) {
                    rules.put(from, last);
                }
            } else if (line.isBlank()) {
                if (last != null && end != 0) {
                    rules.put(end - 1, last);
                }
                end = 0;
                last = null;
            }
        }
        return rules;
    }

    private static @Nullable String rule(String cfa, List<String> columns, List<String> values) {
        List<String> depths = new ArrayList<>();
        for (String register : List.of("ra", "rbp")) {
            int column = columns.indexOf(register) - 2;
            String value = column < 0 ? "s" : values.get(column);
            if (value.startsWith("c-")) {
                depths.add(value.substring(2));
            } else if (register.equals("rbp") && (value.equals("s") || value.equals("u"))) {
                depths.add("0");
            } else {
                return null;
            }
        }
        // A register kept in another one shifts the columns.
        boolean plain = cfa.matches("r[sb]p\\+\\d+") && values.stream().allMatch(value -> value.matches("c-\\d+|[us]"));
        return plain ? cfa + " ra " + depths.get(0) + " rbp " + depths.get(1) : null;
    }
}
