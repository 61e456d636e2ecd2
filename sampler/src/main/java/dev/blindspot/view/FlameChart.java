package dev.blindspot.view;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.detect.UserFrame;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Stack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Outstanding bytes by stack: callers above what they call, each as wide as what is held through it. */
final class FlameChart {
    private static final int ROW_PIXELS = 20;
    private static final int MOST_DEPTH = 64;

    /** What is narrower than this share of the whole cannot be seen. */
    private static final double LEAST_SHARE = 0.002;

    private static final String NO_STACK = "(no stack)";

    private FlameChart() {}

    /** A frame, as it was reached from the root. */
    private static final class Node {
        private final String name;
        private final Map<String, Node> called = new LinkedHashMap<>();
        private long bytes;

        Node(String name) {
            this.name = name;
        }
    }

    /** Whether there is anything to show. */
    static boolean anything(List<CallSiteRow> rows) {
        return rows.stream().anyMatch(row -> row.outstandingBytes() > 0);
    }

    /** Writes the chart; something must be outstanding. */
    static void write(Html html, List<CallSiteRow> rows) {
        Node root = new Node("all");
        for (CallSiteRow row : rows) {
            if (row.outstandingBytes() > 0) {
                add(root, row);
            }
        }
        int depth = Math.min(MOST_DEPTH, depth(root, root.bytes));
        html.open(
                "div",
                "class",
                "flame",
                "role",
                "img",
                "aria-label",
                "Outstanding bytes by stack, callers on top; the table of call sites has the same numbers",
                "style",
                "height:" + depth * ROW_PIXELS + "px");
        node(html, root, root.bytes, 0, 0);
        html.close();
    }

    private static void add(Node root, CallSiteRow row) {
        root.bytes += row.outstandingBytes();
        Node at = child(root, row.kind().label(), row);
        Stack stack = row.stack();
        if (stack == null) {
            child(at, NO_STACK, row);
            return;
        }
        for (Frame frame : stack.frames().reversed()) {
            at = child(at, UserFrame.shortName(frame), row);
        }
    }

    private static Node child(Node parent, String name, CallSiteRow row) {
        Node child = parent.called.computeIfAbsent(name, Node::new);
        child.bytes += row.outstandingBytes();
        return child;
    }

    private static int depth(Node node, long all) {
        int deepest = 0;
        for (Node called : node.called.values()) {
            if (called.bytes >= LEAST_SHARE * all) {
                deepest = Math.max(deepest, depth(called, all));
            }
        }
        return deepest + 1;
    }

    private static void node(Html html, Node node, long all, long from, int depth) {
        double share = (double) node.bytes / all;
        String about = node.name + ": " + Amounts.bytes(node.bytes) + ", " + Amounts.percent(100 * share);
        html.leaf(
                "span",
                node.name,
                "class",
                "f" + Math.floorMod(node.name.hashCode(), 5),
                "title",
                about,
                "style",
                String.format(
                        Locale.ROOT,
                        "left:%.3f%%;width:%.3f%%;top:%dpx",
                        100.0 * from / all,
                        100 * share,
                        depth * ROW_PIXELS));
        if (depth + 1 == MOST_DEPTH) {
            return;
        }
        long at = from;
        List<Node> called = node.called.values().stream()
                .sorted(LargestFirst.by((Node child) -> child.bytes))
                .toList();
        for (Node child : called) {
            if (child.bytes >= LEAST_SHARE * all) {
                node(html, child, all, at, depth + 1);
            }
            at += child.bytes;
        }
    }
}
