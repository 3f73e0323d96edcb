package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it signs, made with the JDK's keytool and written down as PEM. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  Certificates(Path folder) throws Exception {
    this.folder = folder;
    this.store = folder.resolve("store.p12");
    keytool("authority", "-ext", "bc:c");
  }

  /** @param names such as {@code ip:127.0.0.1} */
  void sign(String alias, String names) throws Exception {
    keytool(alias, "-signer", "authority", "-ext", "san=" + names);
  }

  private void keytool(String alias, String... more) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", alias,
        "-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2",
        "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private KeyStore load() throws Exception {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD.toCharArray());
    }
    return loaded;
  }

  Path certificate(String alias) throws Exception {
    Certificate certificate = load().getCertificate(alias);
    return write(alias + ".pem", "CERTIFICATE", certificate.getEncoded());
  }

  Path key(String alias) throws Exception {
    return write(alias + ".key", "PRIVATE KEY", load().getKey(alias, PASSWORD.toCharArray()).getEncoded());
  }

  private Path write(String name, String kind, byte[] bytes) throws IOException {
    return Files.writeString(folder.resolve(name), "-----BEGIN " + kind + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind + "-----\n");
  }
}
