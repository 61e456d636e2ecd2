package dev.blindspot.serve;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** TLS by one PKCS #12 file: the key this end shows, and the authorities whose certificates the other end must show. */
public final class ClientCertificates extends HttpsConfigurator {
    private ClientCertificates(SSLContext context) {
        super(context);
    }

    /**
     * Reads the file.
     *
     * @throws GeneralSecurityException also if it lacks either: nobody could be served then
     */
    public static ClientCertificates read(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        boolean hasKey = false;
        boolean hasAuthority = false;
        for (String alias : Collections.list(store.aliases())) {
            hasKey |= store.isKeyEntry(alias);
            hasAuthority |= store.isCertificateEntry(alias);
        }
        if (!hasKey) {
            throw new KeyStoreException("it has no key to serve with");
        }
        if (!hasAuthority) {
            throw new KeyStoreException(
                    "it has no certificate of an authority to trust (keytool -importcert adds one)");
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return new ClientCertificates(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
        SSLParameters needed = getSSLContext().getDefaultSSLParameters();
        needed.setNeedClientAuth(true);
        parameters.setSSLParameters(needed);
    }
}
