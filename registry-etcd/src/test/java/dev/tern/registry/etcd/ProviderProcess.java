package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM that watches the service and puts records: it answers each line {@code put <id> <record>} with {@code
 * done}, and says {@code hint} whenever it is told that something may have changed. Ends with its input, hence with the
 * test.
 */
final class ProviderProcess implements AutoCloseable {
  private final Process process;
  private final PrintWriter commands;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  private ProviderProcess(Process process) {
    this.process = process;
    this.commands = new PrintWriter(process.getOutputStream(), true, UTF_8);
    Thread reader = new Thread(this::read, "provider-process-reader");
    reader.setDaemon(true);
    reader.start();
  }

  static ProviderProcess start(String url) throws IOException {
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR", "-cp",
        System.getProperty("java.class.path"), ProviderProcess.class.getName(), url);
    return new ProviderProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
      }
    } catch (IOException e) {
      said.add("ended: " + e.getMessage());
    }
  }

  void put(String id, String record) throws InterruptedException {
    commands.println("put " + id + " " + record);
    String answer = await("hint");
    if (!"done".equals(answer)) {
      throw new UncheckedIOException(new IOException("put: " + answer));
    }
  }

  /** Waits for a hint among all that it says. */
  boolean awaitHint() throws InterruptedException {
    return "hint".equals(await(""));
  }

  void forgetHints() {
    said.clear();
  }

  private @Nullable String await(String skipped) throws InterruptedException {
    String line = said.poll(10, TimeUnit.SECONDS);
    while (skipped.equals(line)) {
      line = said.poll(10, TimeUnit.SECONDS);
    }
    return line;
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
    try (RegistryDriver driver = new EtcdRegistryFactory().open(RegistryUrl.parse(arguments[0]), null);
        AutoCloseable watch = driver.watch(Drivers.SERVICE, () -> System.out.println("hint"), Drivers.TIMEOUT)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        try {
          Drivers.put(driver, words[1], words[2]);
          System.out.println("done");
        } catch (IOException e) {
          System.out.println("failed: " + e.getMessage());
        }
      }
    }
  }
}
