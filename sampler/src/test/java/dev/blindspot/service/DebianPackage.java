package dev.blindspot.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** How each service is started on loopback, what it says when it is ready, and what it is asked. */
enum DebianPackage {
    PROMETHEUS("prometheus", "Server is ready") {
        @Override
        List<String> arguments(Path directory, int port, int otherPort) throws IOException {
            Path config = Files.writeString(
                    directory.resolve("prometheus.yml"),
                    "global: {scrape_interval: 1s}\nscrape_configs: [{job_name: self, static_configs: [{targets: ['"
                            + "127.0.0.1:" + port + "']}]}]\n");
            return List.of(
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port);
        }

        @Override
        Request request(int number) {
            return get(number, "/api/v1/query?query=sum(go_memstats_heap_alloc_bytes)", "/metrics", "/api/v1/labels");
        }
    },
    ETCD("etcd-server", "ready to serve") {
        @Override
        List<String> arguments(Path directory, int port, int otherPort) {
            String client = "http://127.0.0.1:" + port;
            String peer = "http://127.0.0.1:" + otherPort;
            return List.of(
                    "--data-dir=" + directory.resolve("data"),
                    "--listen-client-urls=" + client,
                    "--advertise-client-urls=" + client,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--initial-cluster=default=" + peer);
        }

        @Override
        Request request(int number) {
            String key = Base64.getEncoder().encodeToString(new byte[] {'k', (byte) number});
            String value = Base64.getEncoder().encodeToString(new byte[2000]);
            return number % 2 == 0
                    ? new Request("/v3/kv/put", "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}")
                    : new Request("/v3/kv/range", "{\"key\":\"" + key + "\"}");
        }
    },
    CADDY("caddy", "serving initial configuration") {
        @Override
        List<String> arguments(Path directory, int port, int otherPort) throws IOException {
            Path files = Files.createDirectory(directory.resolve("files"));
            Files.write(files.resolve("file"), new byte[1 << 20]);
            Path config = Files.writeString(
                    directory.resolve("Caddyfile"),
                    "{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:" + port + " {\n root * " + files
                            + "\n encode gzip\n file_server browse\n}\n");
            return List.of("run", "--config", config.toString(), "--adapter", "caddyfile");
        }

        @Override
        Request request(int number) {
            return get(number, "/", "/file");
        }
    },
    NATS("nats-server", "Server is ready") {
        @Override
        List<String> arguments(Path directory, int port, int otherPort) {
            return List.of(
                    "-a",
                    "127.0.0.1",
                    "-p",
                    String.valueOf(otherPort),
                    "-m",
                    String.valueOf(port),
                    "-js",
                    "-sd",
                    directory.resolve("data").toString());
        }

        @Override
        Request request(int number) {
            return get(number, "/varz", "/connz", "/subsz", "/jsz");
        }
    };

    /** A GET, or a POST where there is a body. */
    record Request(String path, String body) {}

    private final String packageName;
    private final String ready;

    DebianPackage(String packageName, String ready) {
        this.packageName = packageName;
        this.ready = ready;
    }

    /** Its name in Debian. */
    String packageName() {
        return packageName;
    }

    /** What its log says once it serves. */
    String ready() {
        return ready;
    }

    abstract List<String> arguments(Path directory, int port, int otherPort) throws IOException;

    abstract Request request(int number);

    private static Request get(int number, String... paths) {
        return new Request(paths[number % paths.length], "");
    }
}
