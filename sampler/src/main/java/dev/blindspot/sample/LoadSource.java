package dev.blindspot.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a load gauge is read: the first number that a shell command prints, or that a web page shows. A page in the text
 * format of Prometheus has many: {@code URL#metric} takes the sum of that metric's samples.
 *
 * @param name of the gauge
 * @param from a URL, else a command for {@code sh -c}
 */
public record LoadSource(String name, String from) {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");
    private static final int MOST_BYTES = 16 << 20;

    private boolean isUrl() {
        return from.startsWith("http://") || from.startsWith("https://");
    }

    /**
     * Reads it once.
     *
     * @throws IOException if it cannot be read in that time, or shows no number
     */
    double read(int timeoutMillis) throws IOException {
        return isUrl() ? readUrl(timeoutMillis) : number(readCommand(timeoutMillis), null);
    }

    private double readUrl(int timeoutMillis) throws IOException {
        URI uri;
        try {
            uri = new URI(from);
        } catch (URISyntaxException e) {
            throw new IOException("it is no URL: " + e.getReason(), e);
        }
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("the answer was status " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                return number(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8), uri.getFragment());
            }
        } finally {
            connection.disconnect();
        }
    }

    /** What it prints goes to a file: a pipe would hold it up once it is full, and is open as long as what it left behind. */
    private String readCommand(int timeoutMillis) throws IOException {
        Path printed = Files.createTempFile("blindspot-gauge", null);
        try {
            run(printed, timeoutMillis);
            try (InputStream in = Files.newInputStream(printed)) {
                return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            }
        } finally {
            Files.delete(printed);
        }
    }

    private void run(Path printed, int timeoutMillis) throws IOException {
        Process process = UsersLocale.in(new ProcessBuilder("sh", "-c", from))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new IOException("it took longer than " + timeoutMillis + " ms");
            }
            if (process.exitValue() != 0) {
                throw new IOException("it exited with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The first number of a text; of a metric the sum over its lines. */
    static double number(String text, @Nullable String metric) throws IOException {
        if (metric == null) {
            Matcher matcher = NUMBER.matcher(text);
            if (!matcher.find()) {
                throw new IOException("it shows no number");
            }
            return Double.parseDouble(matcher.group());
        }
        double sum = 0;
        boolean found = false;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(metric) && !line.substring(metric.length()).matches("[\\w:].*")) {
                int labelsEnd = line.lastIndexOf('}');
                Matcher matcher = NUMBER.matcher(line.substring(Math.max(labelsEnd + 1, metric.length())));
                if (matcher.find()) {
                    sum += Double.parseDouble(matcher.group());
                    found = true;
                }
            }
        }
        if (!found) {
            throw new IOException("it shows no metric " + metric);
        }
        return sum;
    }
}
