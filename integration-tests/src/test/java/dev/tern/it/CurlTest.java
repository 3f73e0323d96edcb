package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.api.RpcService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Any tool that speaks HTTP/2 can call in JSON: the lines of docs/codecs.md, run as they stand there. */
class CurlTest {
  @RpcService(name = "demo.Calculator")
  interface Calculator {
    int add(int left, int right);
  }

  private final World world = new World();

  @BeforeEach
  void curlThatSpeaksHttp2() {
    assumeTrue(new String(run("curl --version")).contains("HTTP2"), "curl with HTTP/2");
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static String example() throws IOException {
    Path here = Path.of("docs/codecs.md");
    String text = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
    Matcher example = Pattern.compile("```sh\n(printf [^`]*curl[^`]*)```").matcher(text);
    assertThat(example.find()).as("the example").isTrue();
    return example.group(1);
  }

  @Test
  void theExampleWorks() throws IOException {
    int port = world.serve((Calculator) Integer::sum).port();
    String reply = new String(run(example().replace("9000", String.valueOf(port))), StandardCharsets.ISO_8859_1);
    assertThat(reply).contains("{\"result\":3}").contains("grpc-status: 0");
  }

  @Test
  void aFailureIsReadInTheTrailers() throws IOException {
    int port = world.serve((Calculator) Integer::sum).port();
    String reply = new String(run(example().replace("9000", String.valueOf(port)).replace("/add", "/subtract")),
        StandardCharsets.ISO_8859_1);
    assertThat(reply).contains("grpc-status: 12").contains("tern-executed: no")
        .contains("no method \"subtract\" in demo.Calculator here");
  }

  private static byte[] run(String script) {
    try {
      Process shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
      shell.getOutputStream().close();
      byte[] output = shell.getInputStream().readAllBytes();
      assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return output;
    } catch (IOException e) {
      return new byte[0];
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
