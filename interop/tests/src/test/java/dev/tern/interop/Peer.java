package dev.tern.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of somebody else, in a JVM of its own with its own class path. Ended when closed. */
final class Peer implements AutoCloseable {
  private final Process process;

  private Peer(Process process) {
    this.process = process;
  }

  /** @param module whose class path and classes it runs with: {@code grpc-java} or {@code armeria} */
  static Peer start(String module, String main, String... arguments) throws IOException {
    Path target = Path.of("..", module, "target");
    String classPath = target.resolve("classes") + ":" + Files.readString(target.resolve("class-path")).strip();
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp", classPath, main));
    command.addAll(List.of(arguments));
    return new Peer(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Every line until it ends. */
  List<String> lines() throws InterruptedException {
    try (Stream<String> lines = reader().lines()) {
      List<String> all = lines.toList();
      process.waitFor(10, TimeUnit.SECONDS);
      return all;
    }
  }

  /** Waits for a line that begins so, and gives the rest of it. */
  String await(String beginning) {
    BufferedReader reader = reader();
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.contains(beginning)) {
          return line.substring(line.indexOf(beginning) + beginning.length()).strip();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the peer ended without saying \"" + beginning + "\"");
  }

  private BufferedReader reader() {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
