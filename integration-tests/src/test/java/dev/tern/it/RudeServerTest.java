package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a provider does, calls end, their labels are true, and they go elsewhere exactly where that is right. */
class RudeServerTest {
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  /** So that an attempt on the good one may take its time on a machine that has other things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int CALLS = 4;

  private final World world = new World();

  /** The first call of a JVM loads classes, for which the timeouts here are too short. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (World world = new World()) {
      world.serve(new WorkProvider("near"));
      world.client().create(Work.class).onceLater("a", 0).get(30, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void theCallerIsToldTheTruth(Rudeness rudeness) {
    RudeServer rude = world.closing(new RudeServer(rudeness));
    Work work = world.closing(RpcClient.builder().direct(rude.address()).cluster("failfast").timeout(TIMEOUT).build())
        .create(Work.class);
    String blocking;
    try {
      blocking = work.once("blocking", 0);
    } catch (RpcException e) {
      blocking = Failing.told(e);
    }
    assertThat(ended(blocking)).isEqualTo(ended(rudeness.told("once", rude.address())));
    assertThat(ended(told(work.onceLater("later", 0)))).isEqualTo(ended(rudeness.told("onceLater", rude.address())));
    if (rudeness.succeeds()) {
      assertThat(rude.executed()).containsExactly("blocking", "later");
    } else if (rudeness.told("", "").contains("NOT_EXECUTED")) {
      assertThat(rude.executed()).isEmpty();
    }
  }

  /** The same, whether the system told of the end of a connection or of its reset first. */
  private static String ended(String told) {
    return told.replace("connection reset by the provider", "connection closed by the provider");
  }

  private static String told(CompletableFuture<String> call) {
    try {
      return call.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return Failing.told((RpcException) e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdempotentCallSucceedsElsewhereUnlessItWasAnswered(Rudeness rudeness) {
    Both both = new Both(rudeness, PATIENCE);
    Map<String, CompletableFuture<String>> calls = both.calls(id -> both.work.safeLater(id, 0));
    for (CompletableFuture<String> call : calls.values()) {
      String told = told(call);
      if (!rudeness.isAnAnswer() || rudeness.succeeds()) {
        assertThat(told).isIn("rude", "good");
      }
    }
    both.bothWereAsked();
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatIsNotIdempotentGoesElsewhereOnlyIfItCertainlyDidNotRun(Rudeness rudeness) throws Exception {
    Both both = new Both(rudeness, TIMEOUT);
    for (Map.Entry<String, CompletableFuture<String>> call : both.calls(id -> both.work.onceLater(id, 0)).entrySet()) {
      String id = call.getKey();
      try {
        assertThat(call.getValue().get(10, TimeUnit.SECONDS)).isIn("rude", "good");
        assertThat(both.runs(id)).as("runs of " + id + ", which succeeded").isEqualTo(1);
      } catch (ExecutionException e) {
        RpcException failure = (RpcException) e.getCause();
        assertThat(rudeness.succeeds() || rudeness.provesAtOnceThatItDidNotRun())
            .as("%s may fail, but said %s", id, Failing.told(failure)).isFalse();
        assertThat(both.good.ran()).as("after " + Failing.told(failure)).doesNotContain(id);
        assertThat(both.runs(id)).as("runs of " + id).isLessThanOrEqualTo(
            failure.execution() == Execution.NOT_EXECUTED ? 0 : 1);
      }
    }
    both.bothWereAsked();
  }

  /** A rude provider and a good one, and a consumer of both. */
  private final class Both {
    final RudeServer rude;
    final WorkProvider good = new WorkProvider("good");
    final Work work;

    Both(Rudeness rudeness, Duration timeout) {
      rude = world.closing(new RudeServer(rudeness));
      work = world.closing(RpcClient.builder().direct(rude.address(), world.serve(good).address().toString())
          .timeout(timeout).build()).create(Work.class);
    }

    Map<String, CompletableFuture<String>> calls(Function<String, CompletableFuture<String>> call) {
      Map<String, CompletableFuture<String>> calls = new TreeMap<>();
      for (int i = 0; i < CALLS; i++) {
        calls.put("call" + i, call.apply("call" + i));
      }
      return calls;
    }

    long runs(String id) {
      return List.of(rude.executed(), good.ran()).stream().flatMap(List::stream).filter(id::equals).count();
    }

    void bothWereAsked() {
      assertThat(rude.connections()).isPositive();
      assertThat(good.ran()).isNotEmpty();
    }
  }
}
