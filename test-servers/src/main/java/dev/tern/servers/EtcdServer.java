package dev.tern.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A real etcd of its own: a process on free ports of the loopback interface with a temporary data directory. The
 * program is found by {@code ETCD_BIN}, on the path or in the project's cache folder.
 *
 * <p>Not safe for many threads. To be closed by whoever started it; ends with this JVM at the latest.
 */
public final class EtcdServer extends ServerInFolder {
  private static final long NEEDED_BYTES = 1L << 30; // for its write-ahead log and some others' beside it

  private final Identity identity;
  private final EtcdBinary binary;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final List<String> cluster;
  private String token;

  /**
   * Who one member is.
   *
   * @param tls options about certificates; empty: plain text
   */
  record Identity(String name, int clientPort, int peerPort, int healthPort, List<String> tls) {
    static Identity create(String name, List<String> tls) throws IOException {
      List<Integer> ports = Ports.free(3);
      return new Identity(name, ports.get(0), ports.get(1), ports.get(2), tls);
    }

    String peer() {
      return name + "=http://127.0.0.1:" + peerPort;
    }
  }

  /** Not started yet. */
  EtcdServer(Identity identity, EtcdBinary binary, String token, List<String> cluster) throws IOException {
    super("etcd " + identity.name(),
        binary.skipsFsync() ? Files.createTempDirectory("tern-etcd-") : temporaryInMemory());
    this.identity = identity;
    this.binary = binary;
    this.token = token;
    this.cluster = cluster;
  }

  /**
   * Starts one that stands alone, and waits until it serves.
   *
   * @throws IOException if there is no etcd, saying how to get it, or if it does not start, with its last words
   */
  public static EtcdServer start() throws IOException, InterruptedException {
    return start(List.of());
  }

  /**
   * Starts one that speaks TLS to its clients.
   *
   * @param certificate PEM, valid for 127.0.0.1 or whatever name clients use
   * @param key of that certificate, PEM
   * @param clientsAuthority PEM: clients must show a certificate signed by it
   */
  public static EtcdServer startWithTls(Path certificate, Path key, Path clientsAuthority)
      throws IOException, InterruptedException {
    return start(List.of("--cert-file", certificate.toString(), "--key-file", key.toString(), "--client-cert-auth",
        "--trusted-ca-file", clientsAuthority.toString()));
  }

  private static EtcdServer start(List<String> tls) throws IOException, InterruptedException {
    Identity identity = Identity.create("single", tls);
    EtcdServer server = new EtcdServer(identity, EtcdBinary.find(), newToken(), List.of(identity.peer()));
    try {
      server.launch();
      server.awaitReady();
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Where waiting for the disk costs nothing; on a busy one that takes seconds, and leases end. */
  private static Path temporaryInMemory() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > NEEDED_BYTES
        ? Files.createTempDirectory(memory, "tern-etcd-") : Files.createTempDirectory("tern-etcd-");
  }

  static String newToken() {
    return "tern-" + UUID.randomUUID();
  }

  @Override
  void launch() throws IOException {
    String scheme = identity.tls().isEmpty() ? "http" : "https";
    String clients = scheme + "://127.0.0.1:" + identity.clientPort();
    String peers = "http://127.0.0.1:" + identity.peerPort();
    List<String> command = new ArrayList<>(List.of(binary.path().toString(), "--name", identity.name(),
        "--data-dir", data().toString(), "--listen-client-urls", clients, "--advertise-client-urls", clients,
        "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
        "--listen-metrics-urls", "http://127.0.0.1:" + identity.healthPort(),
        "--initial-cluster", String.join(",", cluster), "--initial-cluster-token", token,
        "--initial-cluster-state", "new"));
    command.addAll(identity.tls());
    if (binary.skipsFsync()) {
      command.add("--unsafe-no-fsync");
    }
    process().start(command);
  }

  /** It answers reads, for which a cluster needs most of its members. */
  @Override
  boolean isReady() throws InterruptedException {
    URI health = URI.create("http://127.0.0.1:" + identity.healthPort() + "/health");
    try {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("\"true\"");
    } catch (IOException e) {
      return false;
    }
  }

  /** Where clients reach it, such as {@code 127.0.0.1:23790}. */
  public String endpoint() {
    return "127.0.0.1:" + identity.clientPort();
  }

  @Override
  public String url() {
    return "etcd://" + endpoint();
  }

  /** Number of its process. */
  public long pid() {
    return process().pid();
  }

  /** Name within its cluster. */
  public String name() {
    return identity.name();
  }

  /**
   * Asks it through its JSON gateway; not for one with TLS.
   *
   * @param path such as {@code /v3/kv/compaction}
   * @return the answer, JSON
   * @throws IOException if it cannot be reached or refuses
   */
  public String post(String path, String json) throws IOException, InterruptedException {
    return post(path, json, Duration.ofSeconds(5));
  }

  String post(String path, String json, Duration timeout) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint() + path))
        .timeout(timeout).POST(HttpRequest.BodyPublishers.ofString(json)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("etcd " + path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /**
   * Kills it, deletes its data and starts it as another cluster on the same ports. Waits until it serves. For one that
   * stands alone.
   */
  @Override
  public void wipe() throws IOException, InterruptedException {
    token = newToken();
    wipeKeepingToken();
  }

  /**
   * As {@link #wipe}, but set up with the very words of the first time, from which etcd derives the same cluster id:
   * its revisions start over, and nothing else tells it from what it was.
   */
  public void wipeKeepingToken() throws IOException, InterruptedException {
    kill();
    delete(data());
    launch();
    awaitReady();
  }
}
