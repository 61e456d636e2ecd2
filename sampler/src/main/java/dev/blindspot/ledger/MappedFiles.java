package dev.blindspot.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Libraries and plugins a process has mapped, by their path, each with what its mappings hold. Threads: one. */
public final class MappedFiles {
    private static final String DELETED = " (deleted)";

    private final Map<String, MappedFile> byPath = new LinkedHashMap<>();

    /** One file. Bytes. */
    public static final class MappedFile {
        private final String path;
        private final boolean plugin;
        private final long base;
        private long end;
        private long mappedBytes;
        private long rssBytes;
        private int copies;

        private MappedFile(String path, boolean plugin, long base) {
            this.path = path;
            this.plugin = plugin;
            this.base = base;
        }

        /** Without the kernel's word that it was deleted. */
        public String path() {
            return isDeleted() ? path.substring(0, path.length() - DELETED.length()) : path;
        }

        public boolean isDeleted() {
            return path.endsWith(DELETED);
        }

        /** Whether a Go plugin. */
        public boolean isPlugin() {
            return plugin;
        }

        /** Lowest address. */
        public long base() {
            return base;
        }

        public long mappedBytes() {
            return mappedBytes;
        }

        public long rssBytes() {
            return rssBytes;
        }

        /** How often its beginning is mapped. */
        public int copies() {
            return copies;
        }

        /** Whether an address is between its first and its last. */
        public boolean spans(long address) {
            return address >= base && address < end;
        }

        void addRss(long bytes) {
            rssBytes += bytes;
        }
    }

    void clear() {
        byPath.clear();
    }

    MappedFile add(String path, boolean plugin, long start, long end, long fileOffset) {
        MappedFile file = byPath.computeIfAbsent(path, first -> new MappedFile(path, plugin, start));
        file.end = end;
        file.mappedBytes += end - start;
        file.copies += fileOffset == 0 ? 1 : 0;
        return file;
    }

    /** All of them, by the address of their first mapping. */
    public Collection<MappedFile> files() {
        return byPath.values();
    }
}
