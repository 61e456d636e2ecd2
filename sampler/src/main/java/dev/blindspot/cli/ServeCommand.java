package dev.blindspot.cli;

import com.sun.net.httpserver.HttpsConfigurator;
import dev.blindspot.linux.Machine;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import dev.blindspot.serve.ClientCertificates;
import dev.blindspot.serve.Endpoint;
import dev.blindspot.serve.Looks;
import dev.blindspot.serve.OtlpPush;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code serve}: processes as metrics, for Prometheus to scrape. */
final class ServeCommand extends Subcommand {
    private static final Duration STEP = Duration.ofMillis(500);

    private final Argument<List<String>> bare = Argument.texts(PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("PID")
            .description("the processes"));

    private final Argument<List<String>> pids = Argument.texts(
            OptionSpec.builder("-p", "--pid").paramLabel("PID").description("one of them; may be given several times"));

    private final Argument<Pattern> name = Argument.of(
            new PatternConverter(),
            OptionSpec.builder("--name")
                    .paramLabel("REGEX")
                    .description("the one process whose name, or whose executable's file name, matches"));

    private final Flag follow = new Flag(
            "--follow", "where a process ends, go on with the next one of its name, or of --name, whenever it comes");

    private final FreezeOption freeze = new FreezeOption();

    private final Argument<String> listen = Argument.text(OptionSpec.builder("--listen")
            .paramLabel("ADDRESS")
            .defaultValue("127.0.0.1:9464")
            .description("host:port; port 0 takes a free one (default: ${DEFAULT-VALUE})"));

    private final Argument<Duration> interval = Argument.of(
            new DurationConverter(),
            OptionSpec.builder("-i", "--interval")
                    .paramLabel("TIME")
                    .defaultValue("10s")
                    .description("a process is looked at so often at most, and seldomer where a look is dear; what is"
                            + " asked in between is answered from the last look (default: ${DEFAULT-VALUE})"));

    private final Argument<Path> tokenFile = Argument.of(
            new PathConverter(),
            OptionSpec.builder("--token-file")
                    .paramLabel("FILE")
                    .description("requests must show what is in it: Authorization: Bearer TOKEN"));

    private final Argument<Path> tls = Argument.of(
            new PathConverter(),
            OptionSpec.builder("--tls")
                    .paramLabel("FILE")
                    .description("PKCS #12: the key to serve TLS with, and the authorities that must have signed a"
                            + " client's certificate"));

    private final Argument<Path> tlsPasswordFile = Argument.of(
            new PathConverter(),
            OptionSpec.builder("--tls-password-file").paramLabel("FILE").description("has the password of that file"));

    private final Argument<String> otlp = Argument.text(OptionSpec.builder("--otlp")
            .paramLabel("URL")
            .description("push the metrics there too, by OTLP over HTTP, once every --interval"));

    ServeCommand() {
        describe(
                "Serves processes as metrics on http://ADDRESS/metrics, until Ctrl-C or the last one's end.",
                "On any address but a loopback one it asks for a token or a client certificate.");
        take(bare, pids, name, follow, freeze, listen, interval, tokenFile, tls, tlsPasswordFile, otlp);
        giveExamples(
                "  blindspot serve 4711 4712",
                "  blindspot serve --name '^api$' --follow   # and whatever takes its place",
                "  blindspot serve 4711 --listen 0.0.0.0:9464 --token-file /etc/blindspot/token",
                "  blindspot serve 4711 --otlp http://127.0.0.1:4318/v1/metrics");
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = address();
        Path shown = tokenFile.value();
        String token = shown == null ? null : secret("--token-file", shown);
        Path keys = tls.value();
        HttpsConfigurator certificates = keys == null ? null : certificates(keys);
        if (!address.getAddress().isLoopbackAddress() && token == null && certificates == null) {
            throw new SamplerException.Usage("--listen: " + listen.get()
                    + " can be reached from elsewhere: give --token-file, or --tls for client certificates");
        }
        List<Integer> processes = processes();
        PrintWriter err = err();
        try (Interrupt interrupt = new Interrupt();
                OtlpPush push = push();
                Looks looks = new Looks(
                        ServedProcess.openAll(processes, freeze),
                        interval.get(),
                        Version.text(),
                        Machine::ownCpuNanos,
                        note -> err.println("blindspot: note: " + note));
                Endpoint endpoint = listen(address, looks, token, certificates)) {
            String host = address.getAddress().getHostAddress();
            err.println("blindspot: serving " + processes.size() + (processes.size() == 1 ? " process" : " processes")
                    + " on http" + (certificates == null ? "" : "s") + "://"
                    + (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port() + "/metrics");
            follow(interrupt, looks, push, err);
            return Main.EXIT_OK;
        }
    }

    private void follow(Interrupt interrupt, Looks looks, @Nullable OtlpPush push, PrintWriter err)
            throws InterruptedException {
        long dueNanos = System.nanoTime();
        boolean isTaken = true;
        List<Looks.Ended> ended = new ArrayList<>();
        while (!interrupt.await(STEP)) {
            boolean isAny = looks.removeEnded();
            if (follow.isGiven()) {
                goOn(ended, looks, err);
            } else if (!isAny) {
                err.println("blindspot: all processes have ended");
                return;
            }
            if (push != null && System.nanoTime() - dueNanos >= 0) {
                // What a collector that answers late has missed is not made up for.
                dueNanos = Math.max(dueNanos + interval.get().toNanos(), System.nanoTime());
                boolean wasTaken = isTaken;
                isTaken = push.push(looks.collect());
                if (wasTaken && !isTaken) {
                    err.println("blindspot: note: " + otlp.value() + " does not take metrics; trying on");
                }
            }
        }
        err.println("blindspot: ended by a signal");
    }

    private List<Integer> processes() {
        List<Integer> processes = new ArrayList<>();
        bare.or(List.of()).forEach(id -> processes.add(TargetOptions.id(id)));
        pids.or(List.of()).forEach(id -> processes.add(TargetOptions.id(id)));
        Pattern pattern = name.value();
        if (pattern != null) {
            processes.add(TargetOptions.byName(pattern));
        }
        if (processes.isEmpty()) {
            throw new SamplerException.Usage("name a process: a PID, or --name REGEX");
        }
        return processes;
    }

    /**
     * Looks for the successors of what has ended.
     *
     * @param ended those who still have none
     */
    private void goOn(List<Looks.Ended> ended, Looks looks, PrintWriter err) {
        ended.addAll(looks.takeEnded());
        ended.removeIf(each -> goesOn(each, looks, err));
    }

    /** Serves the next process in the place of one that has ended, if it has come. */
    private boolean goesOn(Looks.Ended ended, Looks looks, PrintWriter err) {
        Target target = ended.target();
        Pattern pattern = name.value();
        Successor successor = pattern != null && pattern.matcher(target.comm()).find()
                ? new Successor(pattern)
                : Successor.of(target);
        for (int next : successor.after(target.pid(), ended.startTicks())) {
            if (looks.serves(next)) {
                continue;
            }
            try {
                looks.add(new ServedProcess(next, freeze));
                err.println("blindspot: " + target.pid()
                        + (next == target.pid() ? " became another program" : " ended") + "; serving goes on with "
                        + next);
                return true;
            } catch (SamplerException e) {
                // It has ended already, or is not ours to read: another may come.
            }
        }
        return false;
    }

    private Endpoint listen(
            InetSocketAddress address, Looks looks, @Nullable String token, @Nullable HttpsConfigurator certificates) {
        try {
            return Endpoint.listen(address, looks, token, certificates);
        } catch (IOException e) {
            throw new SamplerException.OutputFailed("cannot listen on " + listen.get() + ": " + FileReason.of(e), e);
        }
    }

    private InetSocketAddress address() {
        String asked = listen.get();
        int colon = asked.lastIndexOf(':');
        try {
            int port = Integer.parseInt(asked.substring(colon + 1));
            String host = asked.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "");
            if (colon > 0 && port >= 0 && port <= 0xffff) {
                return new InetSocketAddress(InetAddress.getByName(host), port);
            }
        } catch (NumberFormatException | IOException e) {
            // It is said below.
        }
        throw new SamplerException.Usage("--listen: '" + asked + "' is no host:port of this machine");
    }

    /** Null if nothing is to be pushed. */
    private @Nullable OtlpPush push() {
        String collector = otlp.value();
        try {
            return collector == null ? null : new OtlpPush(collector, Version.text());
        } catch (IllegalArgumentException e) {
            throw new SamplerException.Usage("--otlp: '" + collector + "' is no http or https URL");
        }
    }

    private static String secret(String option, Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException e) {
            throw new SamplerException.Usage(option + ": " + file + ": " + FileReason.of(e));
        }
        throw new SamplerException.Usage(option + ": " + file + " is empty");
    }

    private HttpsConfigurator certificates(Path file) {
        Path passwordFile = tlsPasswordFile.value();
        String password = passwordFile == null ? "" : secret("--tls-password-file", passwordFile);
        try {
            return ClientCertificates.read(file, password.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new SamplerException.Usage("--tls: " + file + " cannot be used: " + e.getMessage());
        }
    }
}
