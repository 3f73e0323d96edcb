package dev.tern.core.registry.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with a driver on the same directory, which does what it is told line by line and answers each with one
 * line. It ends when its input does, hence with the test at the latest.
 */
final class ChildProcess implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;

  private ChildProcess(Process process) {
    this.process = process;
    this.commands = new PrintWriter(process.getOutputStream(), true, UTF_8);
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static ChildProcess start(Path directory) throws IOException {
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR", "-cp",
        System.getProperty("java.class.path"), ChildProcess.class.getName(), directory.toString());
    return new ChildProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Sends a command without waiting for its answer. */
  void send(String command) {
    commands.println(command);
  }

  String answer() {
    try {
      return String.valueOf(answers.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String ask(String command) {
    send(command);
    return answer();
  }

  /** {@code STOP} or {@code CONT}. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " failed");
    }
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  /** The child's side. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (RegistryDriver driver = new FileRegistryFactory().open(RegistryUrl.parse("file:" + arguments[0]), null)) {
      for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
        String[] words = line.split(" ");
        System.out.println(carryOut(driver, words));
      }
    }
    System.out.println("ended");
  }

  private static String carryOut(RegistryDriver driver, String[] words) throws Exception {
    try {
      switch (words[0]) {
        case "put" -> driver.put(words[1], words[2], words[3].getBytes(UTF_8), TIMEOUT);
        case "remove" -> driver.remove(words[1], words[2], TIMEOUT);
        case "list" -> {
          return new TreeSet<>(driver.list(words[1], TIMEOUT).records().keySet()).toString();
        }
        default -> throw new IllegalArgumentException(words[0]);
      }
      return "done";
    } catch (IOException e) {
      return "failed: " + e.getMessage();
    }
  }
}
