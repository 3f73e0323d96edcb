package dev.tern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcException.FailedAttempt;
import dev.tern.api.RpcException.Origin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void anEndpointReadsWhatItWrites() {
    for (String text : List.of("127.0.0.1:9000", "localhost:1", "provider-1.example.org:65535", "[::1]:9000")) {
      assertThat(Endpoint.parse(text)).hasToString(text);
    }
    assertThat(Endpoint.parse("[::1]:9000").host()).isEqualTo("::1");
  }

  @Test
  void whatIsNoEndpointIsShownWithWhatWasExpected() {
    for (String text : List.of("", "host", "host:", ":9000", "host:x", "host:70000", "host:-1", "::1:9000", "a b:1", "u@h:1")) {
      assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("endpoint: \"" + text + "\" (expected: host:port, such as 10.0.0.7:9000 or [::1]:9000)");
    }
  }

  @Test
  void aServiceIdShowsWhatIsNotDefault() {
    assertThat(ServiceId.of("demo.Greeting")).hasToString("demo.Greeting");
    assertThat(new ServiceId("demo.Greeting", "blue", "1.2")).hasToString("demo.Greeting (group blue, version 1.2)");
    assertThat(new ServiceId("demo.Greeting", "", "1.2")).hasToString("demo.Greeting (version 1.2)");
    assertThat(new ServiceId("demo.Greeting", "blue", "")).hasToString("demo.Greeting (group blue)");
  }

  @Test
  void aServiceIdThatCouldNotTravelIsRefused() {
    for (String name : List.of("", ".a", "a.", "a..b", "a/b", "a b", "1a", "ä")) {
      assertThatThrownBy(() -> ServiceId.of(name)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("service name: \"" + name + "\" (expected: ");
    }
    assertThatThrownBy(() -> new ServiceId("a", "no spaces", "")).hasMessageStartingWith("group: \"no spaces\" (expected: ");
  }

  @Test
  void aDeadlineCountsDownOnItsClock() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // overflows on the way, as nanoTime may
    Deadline deadline = Deadline.after(Duration.ofNanos(100), now::get);

    now.addAndGet(60);

    assertThat(deadline.remainingNanos(now::get)).isEqualTo(40);
    assertThat(deadline.timeout()).isEqualTo(Duration.ofNanos(100));
    assertThatThrownBy(() -> Deadline.after(Duration.ZERO, now::get)).hasMessage("timeout: 0 ns (expected: > 0)");
  }

  @Test
  void anExceptionTellsOfEveryAttempt() {
    RpcException refused = RpcException.notExecuted(Code.UNAVAILABLE, "connection refused");
    RpcException silent = RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "no answer");
    RpcException failed = new RpcException(Code.DEADLINE_EXCEEDED, Execution.MAYBE_EXECUTED, Origin.LOCAL, "took long",
        silent, List.of(new FailedAttempt(Endpoint.parse("10.0.0.7:9000"), Duration.ofMillis(3), refused),
            new FailedAttempt(Endpoint.parse("10.0.0.8:9000"), Duration.ofMillis(497), silent)));

    assertThat(failed).hasToString("dev.tern.api.RpcException: DEADLINE_EXCEEDED: took long");
    assertThat(failed.attempts()).extracting(Object::toString).containsExactly(
        "10.0.0.7:9000  not executed, 3 ms: connection refused", "10.0.0.8:9000  maybe executed, 497 ms: no answer");
    assertThat(failed.getSuppressed()).containsExactly(refused);
    assertThat(failed).hasCause(silent);
  }

  @Test
  void codesHaveTheNumbersOfGrpc() {
    for (Code code : Code.values()) {
      assertThat(Code.ofNumber(code.number())).isEqualTo(code);
    }
    assertThat(Code.UNAVAILABLE.number()).isEqualTo(14);
    assertThat(Code.ofNumber(99)).isEqualTo(Code.UNKNOWN);
    assertThat(Code.ofNumber(-1)).isEqualTo(Code.UNKNOWN);
    assertThatThrownBy(() -> Code.ofNumber(0)).hasMessage("0 means success, which has no code");
  }
}
