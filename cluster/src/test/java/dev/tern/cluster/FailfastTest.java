package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailfastTest extends ClusterContract {
  @Override
  protected ClusterFactory factory() {
    return new FailfastFactory();
  }

  @Override
  protected int mostAttempts() {
    return 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet", "find", "findStubbornly"})
  void thereIsExactlyOneAttemptAndItHasAllTheTime(String method) {
    attempts.thenAlways(notExecuted("connection refused"));

    RpcException failure = rpcFailureOf(call(method));

    assertThat(attempts.made()).hasSize(1);
    assertThat(attempts.made().get(0).limit()).isEqualTo(Calls.TIMEOUT);
    assertThat(attempts.budget().asked()).isZero();
    assertThat(failure).hasMessage("demo.Greeting/" + method + " failed, in 1 attempt\n"
        + "  10.0.0.7:9000  not executed, 0 ms: connection refused");
  }
}
