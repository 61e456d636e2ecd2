package dev.blindspot.linux.proc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the memory controller's files of a process are.
 *
 * <p>A process is in one cgroup of each version 1 hierarchy and in one of version 2. The memory controller is in one of
 * them: where {@code /proc/PID/cgroup} has a line for it, it is version 1, whatever version 2 tree stands beside (hybrid);
 * else it is version 2, if anywhere.
 *
 * <p>The directory is the mount whose root holds the cgroup. In a container the mount's root is not {@code /}, and with
 * a cgroup namespace both are told relative to the reader's; a path that begins with {@code /..} is out of its sight.
 *
 * <p>Source: cgroups(7), cgroup_namespaces(7), proc_pid_mountinfo(5).
 *
 * @param version 1 or 2
 * @param path the cgroup's path as {@code /proc/PID/cgroup} names it
 * @param directory where its files are
 */
public record CgroupLocation(int version, String path, String directory) {
    /**
     * Finds it in saved or live text.
     *
     * @param cgroup what {@code /proc/PID/cgroup} says
     * @param mountinfo what {@code mountinfo} of the reader, or of the process, says
     * @param root what comes before the mount points: empty for the reader's own, {@code /proc/PID/root} for the process's
     * @return null where there is no memory controller in sight
     */
    public static @Nullable CgroupLocation find(String cgroup, String mountinfo, String root) {
        String path = pathOf(cgroup, true);
        int version = path != null ? 1 : 2;
        if (path == null) {
            path = pathOf(cgroup, false);
        }
        if (path == null) {
            return null;
        }
        String best = null;
        for (String line : mountinfo.split("\n", -1)) {
            String directory = directoryIn(line, version, path);
            // Bind mounts show one cgroup at several places; the shortest name is the one people know.
            if (directory != null && (best == null || directory.length() < best.length())) {
                best = directory;
            }
        }
        return best == null ? null : new CgroupLocation(version, path, root + best);
    }

    private static @Nullable String pathOf(String cgroup, boolean versionOne) {
        for (String line : cgroup.split("\n", -1)) {
            // 4:memory:/a/b, 5:cpu,memory:/a, 0::/a/b; the path may hold colons.
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && holdsMemory(fields, versionOne)) {
                return fields[2].isEmpty() ? null : fields[2];
            }
        }
        return null;
    }

    private static boolean holdsMemory(String[] fields, boolean versionOne) {
        return versionOne
                ? Arrays.asList(fields[1].split(",", -1)).contains("memory")
                : fields[0].equals("0") && fields[1].isEmpty();
    }

    private static @Nullable String directoryIn(String line, int version, String path) {
        // 35 31 0:32 /root /mount/point rw,relatime shared:1 - cgroup cgroup rw,memory
        List<String> fields = Arrays.asList(line.split(" ", -1));
        int dash = fields.indexOf("-");
        if (dash < 6 || fields.size() < dash + 4) {
            return null;
        }
        String type = fields.get(dash + 1);
        boolean fits = version == 2
                ? type.equals("cgroup2")
                : type.equals("cgroup")
                        && Arrays.asList(fields.get(dash + 3).split(",", -1)).contains("memory");
        if (!fits) {
            return null;
        }
        String below = below(unescape(fields.get(3)), path);
        return below == null ? null : unescape(fields.get(4)) + below;
    }

    private static @Nullable String below(String mountRoot, String path) {
        String rest = path.equals("/") ? "" : path;
        if (!mountRoot.equals("/")) {
            if (!path.equals(mountRoot) && !path.startsWith(mountRoot + "/")) {
                return null;
            }
            rest = path.substring(mountRoot.length());
        }
        return rest.equals("/..") || rest.startsWith("/../") ? null : rest;
    }

    /** Blank, tab, newline and backslash stand as octal numbers in mountinfo. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++, length++) {
            boolean escaped = bytes[i] == '\\' && i + 3 < bytes.length;
            bytes[length] = escaped
                    ? (byte) ((bytes[i + 1] - '0') << 6 | (bytes[i + 2] - '0') << 3 | (bytes[i + 3] - '0'))
                    : bytes[i];
            i += escaped ? 3 : 0;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
