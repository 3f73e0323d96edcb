package dev.tern.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the README, run as their reader runs them: in two processes. */
class QuickStartTest {
  @TempDir
  private Path home;

  private Process provider;

  @AfterEach
  void endProvider() {
    if (provider != null) {
      provider.destroyForcibly();
    }
  }

  private Process start(Class<?> program) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
        "-XX:-UsePerfData", "-Duser.home=" + home, program.getName()).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private static String readTo(Process process, String text) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    String line;
    do {
      line = output.readLine();
      all.append(line).append('\n');
    } while (line != null && !line.contains(text));
    return all.toString();
  }

  @Test
  void theConsumerIsGreetedByTheProviderWhichLeavesWhenAsked() throws Exception {
    provider = start(Provider.class);
    assertThat(readTo(provider, "Listening")).contains("Listening on 127.0.0.1:")
        .contains("offering [dev.tern.examples.quickstart.Greeting], registered in file:~/.tern");

    assertThat(readTo(start(Consumer.class), "Hello")).contains("Hello, world!");

    provider.toHandle().destroy(); // not the process itself: that would close its output unread
    assertThat(readTo(provider, "Closed")).contains("Closed 127.0.0.1:");
    assertThat(provider.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(home.resolve(".tern/dev.tern.examples.quickstart.Greeting")).isEmptyDirectory();
  }

  @Test
  void withoutAProviderTheConsumerSaysSo() throws Exception {
    assertThat(readTo(start(Consumer.class), "Start a provider"))
        .contains("UNAVAILABLE: no endpoint for dev.tern.examples.quickstart.Greeting in file:~/.tern\n"
            + "  Start a provider");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Provider", "Consumer"})
  void eachProgramIsShorterThanTwentyLines(String program) throws IOException {
    assertThat(Files.readAllLines(Path.of("src/main/java/dev/tern/examples/quickstart", program + ".java")))
        .hasSizeLessThan(20);
  }
}
