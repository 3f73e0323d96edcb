package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import dev.tern.tck.FakeCandidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvailableTest extends ClusterContract {
  @Override
  protected ClusterFactory factory() {
    return new AvailableFactory();
  }

  @Override
  protected int mostAttempts() {
    return 3;
  }

  @Test
  void everyCallGoesToTheFirstWhileItIsThere() {
    attempts.thenAlways(answered("hello"));

    for (int i = 0; i < 5; i++) {
      call("find");
    }

    assertThat(attempts.places()).hasSize(5).containsOnly("10.0.0.7:9000");
  }

  @Test
  void oneThatIsToBeAvoidedIsPassedBy() {
    attempts.thenAlways(answered("hello"));
    ((FakeCandidate) attempts.snapshot(Calls.of("find", attempts.clock())).get(0)).ejected(true);

    call("find");

    assertThat(attempts.places()).containsExactly("10.0.0.8:9000");
  }

  @Test
  void whereAllAreToBeAvoidedTheFirstIsTried() {
    attempts.thenAlways(answered("hello"));
    attempts.snapshot(Calls.of("find", attempts.clock())).candidates()
        .forEach(candidate -> ((FakeCandidate) candidate).ejected(true));

    assertThat(valueOf(call("find"))).isEqualTo("hello");
    assertThat(attempts.places()).containsExactly("10.0.0.7:9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find", "findOnce", "join"})
  void oneThatCannotBeReachedIsPassedByAndEachIsTriedOnce(String method) {
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(call(method));

    assertThat(attempts.places()).containsExactly("10.0.0.7:9000", "10.0.0.8:9000", "10.0.0.9:9000");
    assertThat(failure).hasMessageStartingWith("demo.Greeting/" + method + " failed, in 3 attempts\n");
    assertThat(attempts.scheduler().waiting()).isZero();
  }

  @Test
  void whatMayHaveBeenExecutedEndsTheCallEvenIfItsMethodIsIdempotent() {
    attempts.thenAlways(maybeExecuted("connection reset"));

    rpcFailureOf(call("find"));

    assertThat(attempts.made()).hasSize(1);
  }
}
