package dev.tern.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JVM that the demo started: its pid, what it says, and its end. */
final class Child {
  private static final String END = "\0end";
  private static final int SHOWN_LINES = 15;
  // Their heaps are small and their lives short: less compiling leaves a small machine more time for the calls.
  private static final List<String> FLAGS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private final String name;
  private final Process process;
  private final Path log;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a main class with this JVM's own class path. */
  static Child start(String name, Workspace workspace, Class<?> main, List<String> arguments) throws IOException {
    Path log = workspace.logs().resolve(name.replace(' ', '-') + ".log");
    List<String> command = new ArrayList<>();
    // Ctrl-C reaches every process of a terminal; only the demo itself is to hear it, and ends the others in order.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
    command.add(ProcessHandle.current().info().command()
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(FLAGS);
    command.add("-Djava.io.tmpdir=" + workspace.temporary());
    command.add("-Dlogback.configurationFile=dev/tern/examples/demo/logback.xml");
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path")); // keeps "ps" readable
    Child child = new Child(name, builder.start(), log);
    Thread reader = new Thread(child::read, name + "-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void read() {
    try (Stream<String> said = process.inputReader(StandardCharsets.UTF_8).lines()) {
      said.forEach(lines::add);
    } catch (UncheckedIOException e) {
      lines.add("broken: " + e.getMessage()); // seen as an unexpected line
    } finally {
      lines.add(END);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The next line that it says.
   *
   * @return null if it has ended
   * @throws TimeoutException naming it, if it says nothing for so long
   */
  @Nullable String nextLine(Duration limit) throws InterruptedException, TimeoutException {
    String line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new TimeoutException(this + " said nothing for " + limit.toSeconds() + " s" + lastLogLines());
    }
    if (line.equals(END)) {
      lines.add(END); // it stays ended for whoever asks again
      return null;
    }
    return line;
  }

  /** Gives it a line of input. */
  void tell(String line) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
  }

  /** Ends its input, upon which it closes what it has open and ends. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Kill -9. */
  void kill() {
    process.destroyForcibly();
  }

  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The end of its log on lines of their own, for an error text; empty if it logged nothing. */
  String lastLogLines() {
    try {
      List<String> all = Files.readAllLines(log);
      return all.subList(Math.max(0, all.size() - SHOWN_LINES), all.size()).stream()
          .map(line -> "\n  " + line).reduce("", String::concat);
    } catch (IOException | UncheckedIOException e) {
      return "\n  (its log cannot be read: " + e + ")";
    }
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
