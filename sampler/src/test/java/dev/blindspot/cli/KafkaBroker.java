package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Kafka broker that is its own controller, in a JVM of its own, and its console tools under their usual names. */
final class KafkaBroker implements AutoCloseable {
    private static final Map<String, String> TOOLS = Map.of(
            "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
            "kafka-console-producer.sh", "org.apache.kafka.tools.ConsoleProducer",
            "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer");

    private static final String CLUSTER = "YmxpbmRzcG90LXRlc3QtMQ";

    private final Process process;
    private final String address;

    private KafkaBroker(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one that keeps its data in a folder; skips the test where the artifacts cannot be had. It may still be
     * starting: its tools wait for it.
     *
     * @param commands where the tools are put
     */
    static KafkaBroker start(Path folder, Path commands) throws IOException, InterruptedException {
        String classPath = classPath();
        for (Map.Entry<String, String> tool : TOOLS.entrySet()) {
            FeedingOtherToolsIT.command(commands.resolve(tool.getKey()), java(classPath, tool.getValue()));
        }
        String address = "127.0.0.1:" + freePort();
        String controller = "127.0.0.1:" + freePort();
        Path config = Files.writeString(
                folder.resolve("kafka.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%2$s
                listeners=PLAINTEXT://%1$s,CONTROLLER://%2$s
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                """.formatted(address, controller, folder.resolve("kafka")));
        Redirect log = Redirect.appendTo(folder.resolve("kafka.log").toFile());
        List<String> format = List.of("format", "-t", CLUSTER, "-c", config.toString());
        assertEquals(
                0, run(java(classPath, "kafka.tools.StorageTool"), format, log).waitFor());
        return new KafkaBroker(run(java(classPath, "kafka.Kafka"), List.of(config.toString()), log), address);
    }

    /** What its clients call the bootstrap server. */
    String address() {
        return address;
    }

    private static Process run(List<String> command, List<String> arguments, Redirect log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.command().addAll(arguments);
        return builder.start();
    }

    private static List<String> java(String classPath, String main) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ArrayList<>(List.of(java.toString(), "-Xmx256m", "-XX:+UseSerialGC", "-cp", classPath, main));
    }

    private static String classPath() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        Path.of("..", "scripts", "kafka-classpath.sh").toString())
                .start();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String reason = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return script.waitFor() == 0 ? printed.strip() : abort(reason);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        // It writes into a folder that goes next.
        process.onExit().join();
    }
}
