package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ServerCall;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a peer is told that asks for what is not there. */
class UnknownPathsTest {
  private static final List<String> PATHS = List.of("/demo.Greeting/greet", "/demo.Greeting/farewell",
      "/demo.Parting/farewell");

  private static String answer(List<String> paths, String asked) {
    Refused call = new Refused();
    new UnknownPaths(paths).route(asked).start(call, Headers.empty());
    return call.told;
  }

  /** A call that is only ever refused. */
  private static final class Refused implements ServerCall {
    private String told = "";

    @Override
    public void sendFirst(Headers headers, MessageWriter message) {
      sendHeaders(headers);
      send(message);
    }

    @Override
    public void abort(Code code, String message) {
      fail(code, message, Headers.empty());
    }

    @Override
    public void fail(Code code, String message, Headers trailers) {
      assertThat(code).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(trailers.get(Headers.EXECUTED)).isEqualTo("no");
      told = message;
    }

    @Override
    public void request(int count) {}

    @Override
    public long remainingNanos() {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void reply(Headers headers, MessageWriter message, Headers trailers) {
      throw new AssertionError("answered");
    }

    @Override
    public void sendHeaders(Headers headers) {
      throw new AssertionError("answered");
    }

    @Override
    public void send(MessageWriter message) {
      throw new AssertionError("answered");
    }

    @Override
    public void complete(Headers trailers) {
      throw new AssertionError("answered");
    }
  }

  @Test
  void aWrongMethodOfAServiceThatIsHereNamesTheNearestAndAll() {
    assertThat(answer(PATHS, "/demo.Greeting/Greet")).isEqualTo("no method \"Greet\" in demo.Greeting here\n"
        + "  Did you mean greet? It has: farewell, greet");
    assertThat(answer(PATHS, "/demo.Greeting/other")).isEqualTo("no method \"other\" in demo.Greeting here\n"
        + "  It has: farewell, greet");
  }

  @Test
  void aWrongServiceNamesTheNearestOrThatOfAnotherPackageAndAll() {
    String offered = "This provider offers: demo.Greeting, demo.Parting";
    assertThat(answer(PATHS, "/demo.Greting/greet")).isEqualTo("no service \"demo.Greting\" here\n"
        + "  Did you mean demo.Greeting? " + offered);
    assertThat(answer(PATHS, "/com.acme.greeting/greet")).isEqualTo("no service \"com.acme.greeting\" here\n"
        + "  Did you mean demo.Greeting? " + offered);
    assertThat(answer(PATHS, "/demo.Other/greet")).isEqualTo("no service \"demo.Other\" here\n  " + offered);
  }

  @Test
  void pathsThatAreNoneAreAnsweredToo() {
    for (String path : List.of("", "/", "//", "greet", "/greet", "/demo.Greeting", "demo.Greeting/greet")) {
      assertThat(answer(PATHS, path)).as(path).startsWith("no service \"").endsWith("demo.Greeting, demo.Parting");
    }
    assertThat(answer(PATHS, "/demo.Greeting/")).startsWith("no method \"\" in demo.Greeting here");
  }

  @Test
  void theTextIsShortHoweverMuchThereIsAndWhateverIsAsked() {
    List<String> many = IntStream.range(0, 3_000).mapToObj(i -> "/demo.Service" + (1_000 + i) + "/method" + i).toList();
    String text = answer(many, "/" + "x".repeat(8_000) + "/y");
    assertThat(text).hasSizeLessThan(700).startsWith("no service \"" + "x".repeat(64) + "...\" here\n")
        .matches("(?s).*demo\\.Service1000, demo\\.Service1001, .* and 29\\d\\d more");
    List<String> oneService = IntStream.range(0, 3_000).mapToObj(i -> "/demo.Service/method" + i).toList();
    assertThat(answer(oneService, "/demo.Service/" + "y".repeat(8_000))).hasSizeLessThan(700).endsWith(" more");
  }
}
