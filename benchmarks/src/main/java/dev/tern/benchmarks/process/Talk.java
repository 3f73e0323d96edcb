package dev.tern.benchmarks.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM of a peer, spoken to in lines. What it says beside goes to a file; it ends with this object. */
public final class Talk implements AutoCloseable {
  /** Heap of a JVM that is measured, unless dozens live side by side. */
  public static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

  /** Dozens have to live side by side, and the optimizing compilers of all would disturb every other peer for minutes. */
  private static final List<String> SMALL = List.of("-Xms96m", "-Xmx96m", "-XX:TieredStopAtLevel=1");
  private static final int MANY = 10;
  /** Newer JVMs warn of what Netty needs. */
  private static final List<String> QUIET = List.of("--enable-native-access=ALL-UNNAMED",
      "-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow");

  private static final String MAINS = "dev.tern.benchmarks.call.";
  private static final String SERVER = "ServerMain";

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private Talk(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a provider; its first line is its address. */
  public static Talk server(Peers peer) throws IOException {
    return start(peer, "server", SERVER);
  }

  /** Starts one more provider; its first line is the address of all. */
  public static Talk server(Peers peer, String others, int number) throws IOException {
    return start(peer, "server-" + number, SERVER, others);
  }

  /** Starts a consumer that carries out orders. */
  public static Talk client(Peers peer, String address, List<Talk> servers) throws IOException {
    return start(peer, "client", "LoadMain", address,
        servers.stream().map(server -> String.valueOf(server.pid())).collect(Collectors.joining(",")));
  }

  /** Starts a consumer that makes one call. */
  public static Talk firstCall(Peers peer, String address) throws IOException {
    return start(peer, "first-call", "FirstCallMain", address);
  }

  private static Talk start(Peers peer, String role, String main, String... arguments) throws IOException {
    Path directory = Files.createDirectories(Home.benchmarks().resolve("target").resolve("run"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(main.equals(SERVER) && peer.providers() >= MANY ? SMALL : HEAP);
    command.addAll(QUIET);
    command.add("-Duser.home=" + directory); // where some frameworks leave logs and caches
    command.addAll(List.of("-cp", peer.classPath().text(), MAINS + main, peer.type(), peer.variant()));
    command.addAll(List.of(arguments));
    Path log = directory.resolve(peer.label() + "-" + role + ".log");
    Process process = new ProcessBuilder(command).directory(directory.toFile())
        .redirectError(new File(log.toString())).start();
    return new Talk(peer.label() + ", " + role, log, process);
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException | UncheckedIOException e) {
      // the process is gone: the empty line below says so
    }
    lines.add(Optional.empty());
  }

  /** Says a line. */
  public void say(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
  }

  /**
   * The next line.
   *
   * @throws IOException if the process ended or says nothing for that long
   */
  public String hear(Duration patience) throws IOException, InterruptedException {
    Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null || line.isEmpty()) {
      throw new IOException(name + (line == null ? " says nothing" : " ended") + "; what it said: " + log);
    }
    return line.get();
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
