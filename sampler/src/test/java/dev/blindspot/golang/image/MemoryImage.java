package dev.blindspot.golang.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetImage;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.CodeMapping;
import dev.blindspot.symbol.Symbolizer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an inspection read of a real Go process, kept to be read again without it: the pages of its memory, and those
 * sections of its executable that are read, everything else in the file being zeros.
 *
 * <p>Layout, in gzip, big-endian: Go version (UTF), bias i64, mappings i32 {start, end, offset i64, path UTF}, executable i32
 * bytes, pages i32 {address i64, 4096 bytes}, what the process told of itself (UTF).
 */
record MemoryImage(
        String goVersion,
        long bias,
        List<CodeMapping> code,
        MemorySegment executable,
        SortedMap<Long, byte[]> pages,
        String truth) {
    static final int PAGE_BYTES = 4096;
    private static final long EFAULT = 14;

    void write(OutputStream file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(file))) {
            out.writeUTF(goVersion);
            out.writeLong(bias);
            out.writeInt(code.size());
            for (CodeMapping mapping : code) {
                out.writeLong(mapping.start());
                out.writeLong(mapping.end());
                out.writeLong(mapping.fileOffset());
                out.writeUTF(mapping.path());
            }
            out.writeInt((int) executable.byteSize());
            out.write(executable.toArray(JAVA_BYTE));
            out.writeInt(pages.size());
            for (var page : pages.entrySet()) {
                out.writeLong(page.getKey());
                out.write(page.getValue());
            }
            out.writeUTF(truth);
        }
    }

    static MemoryImage read(InputStream file) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
            String goVersion = in.readUTF();
            long bias = in.readLong();
            List<CodeMapping> code = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                code.add(new CodeMapping(in.readLong(), in.readLong(), in.readLong(), in.readUTF(), null));
            }
            MemorySegment executable = MemorySegment.ofArray(in.readNBytes(in.readInt()));
            SortedMap<Long, byte[]> pages = new TreeMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                pages.put(in.readLong(), in.readNBytes(PAGE_BYTES));
            }
            return new MemoryImage(goVersion, bias, code, executable, pages, in.readUTF());
        }
    }

    /** The memory; pages that nobody read cannot be read. */
    MemoryReader memory() {
        return (address, into, offset, length) -> {
            long done = 0;
            while (done < length) {
                long at = address + done;
                byte[] page = pages.get(at & -PAGE_BYTES);
                if (page == null) {
                    return done > 0 ? done : -EFAULT;
                }
                int inPage = (int) (at & (PAGE_BYTES - 1));
                long part = Math.min(PAGE_BYTES - inPage, length - done);
                MemorySegment.copy(MemorySegment.ofArray(page), inPage, into, offset + done, part);
                done += part;
            }
            return done;
        };
    }

    /** The image opened: its executable is a file in a directory of the test's. */
    Opened open(Path directory) throws IOException {
        Path file = Files.write(directory.resolve("executable"), executable.toArray(JAVA_BYTE));
        List<CodeMapping> mapped = code.stream()
                .map(mapping -> new CodeMapping(
                        mapping.start(), mapping.end(), mapping.fileOffset(), mapping.path(), opened(mapping, file)))
                .toList();
        return new Opened(this, ElfFile.open(file), new CodeMap(mapped), new Symbolizer());
    }

    /** What has no file of its own ([vdso]) has none here. */
    private static Path opened(CodeMapping mapping, Path file) {
        return mapping.path().startsWith("/") ? file : Path.of("/nowhere");
    }

    /** An image with its executable. */
    record Opened(MemoryImage image, ElfFile executable, CodeMap code, Symbolizer symbolizer) implements AutoCloseable {
        GoProcess process(MemoryReader memory) throws UnreadableMemory {
            return processSaidToBe(image.goVersion, memory);
        }

        /** The same taken for one of another version of Go. */
        GoProcess processSaidToBe(String goVersion, MemoryReader memory) throws UnreadableMemory {
            return GoProcess.locate(
                    new TargetImage(executable, image.bias, code, memory, symbolizer), goVersion, false);
        }

        @Override
        public void close() {
            symbolizer.close();
            executable.close();
        }
    }
}
