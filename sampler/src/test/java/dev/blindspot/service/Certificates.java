package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority made for a test, and what it signs, by the JDK's keytool; all in PKCS #12 files of one password. */
final class Certificates {
    static final String PASSWORD = "of-a-test";

    private final Path directory;
    private final String name;

    /** Makes an authority. */
    Certificates(Path directory, String name) throws IOException, InterruptedException {
        this.directory = directory;
        this.name = name;
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c=ca:true",
                "-keystore",
                store(name));
        keytool("-exportcert", "-alias", "ca", "-file", file(name + ".crt"), "-keystore", store(name));
    }

    /** A file with a key that it has signed for 127.0.0.1, and with its own certificate as one to be trusted. */
    Path signed(String whose) throws IOException, InterruptedException {
        String request = file(whose + ".csr");
        String certificate = file(whose + ".crt");
        keytool("-genkeypair", "-alias", whose, "-dname", "CN=" + whose, "-keystore", store(whose));
        keytool("-certreq", "-alias", whose, "-file", request, "-keystore", store(whose));
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-ext",
                "san=ip:127.0.0.1",
                "-infile",
                request,
                "-outfile",
                certificate,
                "-keystore",
                store(name));
        keytool("-importcert", "-alias", name, "-file", file(name + ".crt"), "-keystore", store(whose));
        keytool("-importcert", "-alias", whose, "-file", certificate, "-keystore", store(whose));
        return Path.of(store(whose));
    }

    /** What it makes, as an end of a connection has it: who it trusts, and whether it shows who it is. */
    static SSLContext context(Path trusts, Path shows, boolean doesShow) throws IOException, GeneralSecurityException {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(KeyStore.getInstance(trusts.toFile(), PASSWORD.toCharArray()));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(shows.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(doesShow ? keys.getKeyManagers() : null, trusted.getTrustManagers(), null);
        return context;
    }

    private String file(String file) {
        return directory.resolve(file).toString();
    }

    private String store(String of) {
        return file(of + ".p12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-noprompt"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
