package dev.tern.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path. Ended at the latest when this is closed. */
final class ChildJvm implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;

  private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

  private final Process process;
  private final PrintWriter input;
  private final List<String> lines = new ArrayList<>(); // guarded by itself
  private boolean ended; // guarded by lines

  private ChildJvm(Process process) {
    this.process = process;
    this.input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "child-jvm-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the main class; its JVM saves the time of the optimizing compiler. */
  static ChildJvm start(Class<?> main, String... arguments) {
    return startWith(System.getProperty("java.class.path"), SMALL, main, arguments);
  }

  /** @param command what is to start it, such as on a network of its own; exec's what follows */
  static ChildJvm startBehind(List<String> command, Class<?> main, String... arguments) {
    return start(command, System.getProperty("java.class.path"), SMALL, Map.of(), main, arguments);
  }

  static ChildJvm startWith(String classPath, List<String> flags, Class<?> main, String... arguments) {
    return start(List.of(), classPath, flags, Map.of(), main, arguments);
  }

  /** @param environment beside this JVM's own */
  static ChildJvm startWith(String classPath, List<String> flags, Map<String, String> environment, Class<?> main,
      String... arguments) {
    return start(List.of(), classPath, flags, environment, main, arguments);
  }

  private static ChildJvm start(List<String> before, String classPath, List<String> flags,
      Map<String, String> environment, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // killed: what it said until then stands
    }
    synchronized (lines) {
      ended = true;
      lines.notifyAll();
    }
  }

  /** Waits for a line that begins so, and gives the rest of it. */
  String await(String prefix) {
    return await(prefix, Duration.ofSeconds(LIMIT_SECONDS));
  }

  /** As {@link #await(String)}, for something that takes its time. */
  String await(String prefix, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    synchronized (lines) {
      while (true) {
        for (String line : lines) {
          if (line.startsWith(prefix)) {
            return line.substring(prefix.length()).strip();
          }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (ended || millis <= 0) {
          throw new AssertionError("no line \"" + prefix + "...\" from process " + process.pid() + ", but: " + lines);
        }
        try {
          lines.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted", e);
        }
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** Writes a line to its standard input. */
  void tell(String line) {
    input.println(line);
  }

  /** SIGKILL: nothing of it runs any more when this returns. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** SIGTERM, after which it is still heard: {@link Process#destroy} would close its output as well. */
  void terminate() {
    process.toHandle().destroy();
  }

  int awaitExit() {
    return awaitExit(Duration.ofSeconds(LIMIT_SECONDS));
  }

  int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("process " + process.pid() + " did not end; it said: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  List<String> output() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
