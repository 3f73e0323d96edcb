package dev.tern.registry.etcd;

import dev.tern.registry.etcd.EtcdSettings.Tls;
import io.etcd.jetcd.ClientBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Certificates, read anew for every connection, so that renewed ones are taken up. The only class that sees Netty,
 * whose builder is how jetcd is told of them.
 */
final class EtcdTls {
  private EtcdTls() {}

  /**
   * Does nothing if the URL asks for none.
   *
   * @throws IOException if a file cannot be read or holds something else, naming it
   */
  static void configure(ClientBuilder builder, EtcdSettings settings) throws IOException {
    Tls tls = settings.tls();
    if (tls == null) {
      return;
    }
    readable(settings, "ca", tls.ca());
    readable(settings, "cert", tls.certificate());
    readable(settings, "key", tls.key());
    try {
      builder.sslContext(context -> load(context, tls));
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException("registry " + settings.url() + ": its certificates cannot be used: " + e.getMessage()
          + " (expected: PEM files, the key in PKCS #8 without a password)", e);
    }
  }

  private static void readable(EtcdSettings settings, String parameter, @Nullable Path file) throws IOException {
    if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw new IOException("registry " + settings.url() + ": " + parameter + " " + file
          + " (expected: a file that this process may read)");
    }
  }

  private static void load(SslContextBuilder context, Tls tls) {
    Path ca = tls.ca();
    if (ca != null) {
      context.trustManager(ca.toFile());
    }
    Path certificate = tls.certificate();
    Path key = tls.key();
    if (certificate != null && key != null) {
      context.keyManager(certificate.toFile(), key.toFile());
    }
  }
}
