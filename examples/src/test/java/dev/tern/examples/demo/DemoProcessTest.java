package dev.tern.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as its user runs it: a process with four more, on real sockets. */
@Tag("long")
class DemoProcessTest {
  @TempDir
  private Path temporary;

  @TempDir
  private Path errors; // of its own: the other one has to be empty at the end

  private Process demo;
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void endWhatIsLeft() {
    if (demo != null) {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
        "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary, Demo.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectError(errors.resolve("demo").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    demo = builder.start();
  }

  /** Reads what it says up to a line with that text; to its end, if there is none. */
  private void readUntil(String text) throws IOException {
    BufferedReader output = demo.inputReader(StandardCharsets.UTF_8);
    String line;
    do {
      line = output.readLine();
      if (line != null) {
        said.add(line);
      }
    } while (line != null && !line.contains(text));
  }

  private void assertEndsWith(int exitCode) throws InterruptedException {
    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    assertThat(demo.exitValue()).as("exit code after %s", said).isEqualTo(exitCode);
  }

  private static void assertGone(List<ProcessHandle> processes) {
    assertThat(processes).as("processes that it started").hasSizeGreaterThanOrEqualTo(4);
    CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .orTimeout(20, TimeUnit.SECONDS).join();
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "static", "etcd", "zookeeper"})
  void noCallFailsWhileOneProviderIsKilledAndAnotherStarts(String registry) throws Exception {
    start("--registry=" + registry, "--seconds=7");
    readUntil("calling through");
    List<ProcessHandle> processes = demo.descendants().toList();
    readUntil("the end");

    assertEndsWith(0);
    assertThat(said).last().asString().matches("demo: calls=\\d{4,} failed=0 rerouted=[1-9]\\d* registry=" + registry);
    assertThat(said).anyMatch(line -> line.contains("kill -9 provider 2 (pid "))
        .anyMatch(line -> line.contains("starting provider 4 (pid "))
        .anyMatch(line -> line.contains("every rule holds"))
        .anyMatch(line -> line.contains("works 12 ms in its handler"))
        .anyMatch(line -> line.contains("answered OK stands in a provider's ledger file"));
    assertGone(processes);
    assertThat(leftBehind()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalHalfWayLeavesNoProcessAndNoFileBehind(String signal, int exitCode) throws Exception {
    assumeTrue(!signal.equals("INT") || !interruptsAreIgnored(), "Ctrl-C is ignored by what runs in the background");
    start("--seconds=60");
    readUntil("calls/s");
    List<ProcessHandle> processes = demo.descendants().toList();
    signal(signal);
    readUntil("the end");

    assertEndsWith(exitCode);
    assertGone(processes);
    assertThat(leftBehind()).isEmpty();
    assertThat(said).noneMatch(line -> line.contains("failure") || line.contains("died"));
  }

  @Test
  void evenIfTheDemoItselfIsKilledItsProcessesEnd() throws Exception {
    start("--seconds=60");
    readUntil("calling through");
    List<ProcessHandle> processes = demo.descendants().toList();
    signal("KILL");

    assertEndsWith(137);
    assertGone(processes);
  }

  @Test
  void aConsumerThatDiesEndsTheDemoAndItsLogsAreKept() throws Exception {
    start("--seconds=60");
    readUntil("calling through");
    List<ProcessHandle> processes = demo.descendants().toList();
    ProcessHandle consumer = processes.stream()
        .filter(process -> process.info().commandLine().orElse("").contains(DemoConsumer.class.getName()))
        .findFirst().orElseThrow();
    consumer.destroyForcibly();
    readUntil("the end");

    assertEndsWith(1);
    assertThat(said).anyMatch(line -> line.endsWith("consumer (pid " + consumer.pid() + ") died"))
        .anyMatch(line -> line.contains("logs and ledger are kept in " + temporary));
    assertThat(said).last().asString().startsWith("demo: calls=");
    assertGone(processes);
    assertThat(leftBehind()).hasSize(1);
  }

  private void signal(String name) throws Exception {
    ProcessBuilder kill = new ProcessBuilder("kill", "-" + name, Long.toString(demo.pid())).inheritIO();
    assertThat(kill.start().waitFor()).isZero();
  }

  /** A shell without job control starts background commands so, and their children inherit it. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
        .orElse("SigIgn: 0");
    int interrupt = 2;
    return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) >> (interrupt - 1) & 1) == 1;
  }
}
