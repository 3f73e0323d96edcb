package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answeredWithFailure;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Reply;
import dev.tern.tck.Calls;
import dev.tern.tck.ClusterContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract's failures are those that are told to the log, where the caller gets an empty value instead. */
class FailsafeTest extends ClusterContract {
  private final List<RpcException> swallowed = new ArrayList<>();

  @Override
  protected ClusterFactory factory() {
    return new ClusterFactory() {
      @Override
      public String name() {
        return new FailsafeFactory().name();
      }

      @Override
      public Cluster create(Options options) {
        return new Failsafe((invocation, failure, now) -> swallowed.add(failure));
      }
    };
  }

  @Override
  protected int mostAttempts() {
    return 1;
  }

  @Override
  protected Throwable failureOf(CompletableFuture<Reply> outcome) {
    if (outcome.isCompletedExceptionally()) {
      return super.failureOf(outcome);
    }
    assertThat(valueOf(outcome)).isNull();
    return swallowed.remove(0);
  }

  @Test
  void aCallThatFailsReturnsNothingAfterOneAttempt() {
    attempts.thenAlways(notExecuted("connection refused"));

    assertThat(valueOf(call("findStubbornly"))).isNull();
    assertThat(attempts.made()).hasSize(1);
    assertThat(swallowed).singleElement().satisfies(failure -> assertThat(failure).hasMessage(
        "demo.Greeting/findStubbornly failed, in 1 attempt\n  10.0.0.7:9000  not executed, 0 ms: connection refused"));
  }

  @Test
  void whatTheProviderRefusesIsSwallowedToo() {
    attempts.thenAlways(answeredWithFailure(new RpcException(Code.PERMISSION_DENIED, "not you")));

    assertThat(valueOf(call("find"))).isNull();
    assertThat(swallowed).hasSize(1);
  }

  @Test
  void anExceptionThatTheMethodDeclaresIsAnAnswer() {
    attempts.thenAlways(answeredWithFailure(new IllegalStateException("declared")));

    assertThat(super.failureOf(call("find"))).hasMessage("declared");
    assertThat(swallowed).isEmpty();
  }

  @Test
  void aCallerWhoGivesUpIsToldSo() {
    attempts.thenAlways(attempts.silent());
    Invocation call = Calls.of("find", attempts.clock());

    CompletableFuture<Reply> outcome = call(call);
    cancel(call);

    assertThat(super.failureOf(outcome)).isInstanceOf(RpcException.class);
    assertThat(swallowed).isEmpty();
  }

  @Test
  void theEmptyValueIsThatOfTheReturnType() {
    assertThat(empty("number")).isEqualTo(0);
    assertThat(empty("big")).isEqualTo(0L);
    assertThat(empty("ratio")).isEqualTo(0d);
    assertThat(empty("yes")).isEqualTo(false);
    assertThat(empty("later")).isNull();
    assertThat(empty("nothing")).isNull();
    assertThat(empty("boxed")).isNull();
    assertThat(empty("text")).isNull();
    assertThat(empty("maybe")).isEqualTo(Optional.empty());
    assertThat(empty("maybeNumber")).isEqualTo(OptionalInt.empty());
    assertThat(empty("list")).isEqualTo(List.of());
    assertThat(empty("collection")).isEqualTo(List.of());
    assertThat(empty("set")).isEqualTo(Set.of());
    assertThat(empty("map")).isEqualTo(Map.of());
    assertThat(empty("bytes")).isEqualTo(new byte[0]);
    assertThat(empty("laterList")).isEqualTo(List.of());
  }

  @Test
  void theEmptyValueOfAStreamIsAStreamThatEndsAtOnce() {
    List<String> events = new ArrayList<>();
    Flow.Publisher<?> stream = (Flow.Publisher<?>) empty("stream");
    stream.subscribe(new Flow.Subscriber<Object>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        events.add("subscribed");
        subscription.request(1);
      }

      @Override
      public void onNext(Object item) {
        events.add("element");
      }

      @Override
      public void onError(Throwable failure) {
        events.add("failure");
      }

      @Override
      public void onComplete() {
        events.add("end");
      }
    });

    assertThat(events).containsExactly("subscribed", "end");
  }

  private static @Nullable Object empty(String method) {
    MethodContract contract = ServiceContract.of(Shapes.class).methods().stream()
        .filter(each -> each.name().equals(method)).findFirst().orElseThrow();
    return EmptyValue.of(contract);
  }

  @RpcService
  interface Shapes {
    int number();

    long big();

    double ratio();

    boolean yes();

    CompletableFuture<String> later();

    void nothing();

    Integer boxed();

    String text();

    Optional<String> maybe();

    OptionalInt maybeNumber();

    List<String> list();

    Collection<String> collection();

    Set<String> set();

    Map<String, String> map();

    byte[] bytes();

    CompletableFuture<List<String>> laterList();

    Flow.Publisher<String> stream();
  }
}
