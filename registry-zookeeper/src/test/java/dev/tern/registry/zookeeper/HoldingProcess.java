package dev.tern.registry.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.RegistryDriver;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Another JVM that puts one record and holds it until its input ends, hence until the test does at the latest. On its
 * class path is what an application gets with this module, and no more.
 */
final class HoldingProcess implements AutoCloseable {
  private static final Pattern CLOSURE = Pattern.compile(".*(?:/classes|/test-classes|/(?:tern-api|slf4j-api|"
      + "jspecify|curator-client|zookeeper|zookeeper-jute|netty-[a-z0-9-]+)-\\d[^/]*\\.jar)");

  private final Process process;

  private HoldingProcess(Process process) {
    this.process = process;
  }

  /** Returns once the record stands. */
  static HoldingProcess start(String servers, String service, String id) throws IOException {
    String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> CLOSURE.matcher(entry).matches() && !entry.contains("test-servers"))
        .collect(Collectors.joining(File.pathSeparator));
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR", "-cp", classPath,
        HoldingProcess.class.getName(), servers, service, id).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    if (!"stands".equals(output.readLine())) {
      process.destroyForcibly();
      throw new IOException("the other process put no record");
    }
    return new HoldingProcess(process);
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

  /** The other side. */
  public static void main(String[] arguments) throws Exception {
    try (RegistryDriver driver = Drivers.open(arguments[0])) {
      driver.put(arguments[1], arguments[2], Drivers.bytes("one"), Duration.ofSeconds(10));
      System.out.println("stands");
      while (System.in.read() >= 0) {
        // until the test ends
      }
    }
  }
}
