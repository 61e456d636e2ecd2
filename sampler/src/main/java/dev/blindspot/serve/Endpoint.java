package dev.blindspot.serve;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpsConfigurator;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** {@code /metrics} over HTTP, in whatever text format of Prometheus's the asker prefers. */
public final class Endpoint implements AutoCloseable {
    private final HTTPServer server;

    private Endpoint(HTTPServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param token what a request must show as a bearer token; null where none is asked for
     * @param tls null for plain HTTP
     */
    public static Endpoint listen(
            InetSocketAddress address, Looks looks, @Nullable String token, @Nullable HttpsConfigurator tls)
            throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(looks);
        HTTPServer.Builder builder = HTTPServer.builder()
                .inetAddress(address.getAddress())
                .port(address.getPort())
                .registry(registry);
        if (token != null) {
            builder.authenticator(new BearerToken(token));
        }
        if (tls != null) {
            builder.httpsConfigurator(tls);
        }
        return new Endpoint(builder.buildAndStart());
    }

    /** The port listened on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class BearerToken extends Authenticator {
        private final byte[] expected;

        BearerToken(String token) {
            expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Result authenticate(HttpExchange exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
                return new Success(new HttpPrincipal("token", "blindspot"));
            }
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"blindspot\"");
            return new Failure(401);
        }
    }
}
