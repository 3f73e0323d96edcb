package dev.tern.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.ServerRoute;
import dev.tern.core.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What health tells, call by call. */
class HealthServiceTest {
  private static final String SERVING = "0801";
  private static final String NOT_SERVING = "0802";
  private static final String SERVICE_UNKNOWN = "0803";
  private static final String CLOSING = "UNAVAILABLE: the provider is closing";

  private final HealthService health = new HealthService(List.of("", "demo.Greeting"));

  private ServerRoute route(String method) {
    return health.routes().stream().filter(route -> route.path().endsWith("/" + method)).findFirst().orElseThrow();
  }

  private FakeServerCall check(String name) {
    return new FakeServerCall().with(route("Check"), new WireWriter().text(1, name));
  }

  private FakeServerCall watch(String name) {
    return new FakeServerCall().with(route("Watch"), new WireWriter().text(1, name));
  }

  @Test
  void nothingServesBeforeTheServerTakesCalls() {
    assertThat(check("").seen()).containsExactly(NOT_SERVING, "completed");
    health.states().taking(true);
    assertThat(check("").seen()).containsExactly(SERVING, "completed");
    assertThat(check("demo.Greeting").seen()).containsExactly(SERVING, "completed");
    assertThat(check("demo.Greet").seen()).containsExactly("NOT_FOUND: no service of that name here");
  }

  @Test
  void aWatcherIsToldAtOnceAndOfEachChangeOnce() {
    FakeServerCall watch = watch("demo.Greeting");
    assertThat(watch.seen()).containsExactly("headers", NOT_SERVING);
    health.states().taking(true);
    health.states().taking(true);
    health.states().set("demo.Greeting", HealthStatus.SERVING);
    health.states().set("other", HealthStatus.NOT_SERVING);
    assertThat(watch.seen()).containsExactly(SERVING);
    health.states().taking(false);
    assertThat(watch.seen()).containsExactly(NOT_SERVING);
  }

  @Test
  void aNameThatBecomesKnownAndForgottenIsToldToWhoeverWatchedIt() {
    FakeServerCall watch = watch("database");
    assertThat(watch.seen()).containsExactly("headers", SERVICE_UNKNOWN);
    health.states().set("database", HealthStatus.SERVING);
    health.states().clear("database");
    assertThat(watch.seen()).containsExactly(SERVING, SERVICE_UNKNOWN);
  }

  @Test
  void aWatcherThatIsNotReadyHearsTheLastWordOnceItIs() {
    FakeServerCall watch = watch("");
    watch.seen();
    watch.ready(false);
    health.states().taking(true);
    health.states().taking(false);
    health.states().taking(true);
    assertThat(watch.seen()).isEmpty();
    watch.ready(true);
    assertThat(watch.seen()).containsExactly(SERVING);
    watch.ready(false);
    health.states().taking(false);
    health.states().taking(true);
    watch.ready(true);
    assertThat(watch.seen()).as("as it was").isEmpty();
  }

  @Test
  void theEndIsToldEndsWatchesAndCannotBeTakenBack() {
    health.states().taking(true);
    FakeServerCall watch = watch("");
    watch.seen();
    health.states().closing();
    health.states().taking(true);
    assertThat(watch.seen()).containsExactly(NOT_SERVING);
    health.end();
    health.end();
    assertThat(watch.seen()).containsExactly(CLOSING);
    assertThat(health.watches().size()).isZero();
    assertThat(watch("").seen()).as("that came too late").containsExactly("headers", NOT_SERVING, CLOSING);
    assertThat(check("").seen()).containsExactly(NOT_SERVING, "completed");
  }

  @Test
  void aWatcherThatIsGoneIsToldNothingAndTakesNoPlace() {
    FakeServerCall cancelled = watch("");
    FakeServerCall gone = watch("");
    FakeServerCall there = watch("");
    cancelled.seen();
    cancelled.listener().onCancel();
    gone.goAway();
    there.seen();
    health.states().taking(true);
    assertThat(cancelled.seen()).isEmpty();
    assertThat(there.seen()).containsExactly(SERVING);
    assertThat(health.watches().size()).isEqualTo(1);
  }

  @Test
  void oneConnectionTakesAHundredPlacesAndAllTogetherTenThousand() {
    List<FakeServerCall> watches = new ArrayList<>();
    String refusal = "RESOURCE_EXHAUSTED: too many watch the health of this provider\n  Share one watch of each name, or "
        + "use Check.";
    for (int connection = 0; connection < 100; connection++) {
      for (int i = 0; i < 100; i++) {
        FakeServerCall watch = new FakeServerCall("connection " + connection).with(route("Watch"), new WireWriter());
        assertThat(watch.seen()).hasSize(2);
        watches.add(watch);
      }
      assertThat(new FakeServerCall("connection " + connection).with(route("Watch"), new WireWriter()).seen())
          .containsExactly(refusal);
    }
    assertThat(watch("").seen()).containsExactly(refusal);
    watches.get(0).listener().onCancel();
    watches.get(0).listener().onCancel();
    assertThat(watch("").seen()).hasSize(2);
    assertThat(watch("").seen()).containsExactly(refusal);
  }

  @Test
  void aListNamesAllThereAreWithWhatIsToldOfThem() {
    health.states().set("a", HealthStatus.SERVING);
    WireWriter expected = new WireWriter()
        .message(1, new WireWriter().text(1, "").message(2, new WireWriter().number(1, 2)))
        .message(1, new WireWriter().text(1, "a").message(2, new WireWriter().number(1, 1)))
        .message(1, new WireWriter().text(1, "demo.Greeting").message(2, new WireWriter().number(1, 2)));
    FakeServerCall call = new FakeServerCall().with(route("List"), new WireWriter());
    FakeServerCall same = new FakeServerCall();
    same.reply(dev.tern.api.spi.Headers.empty(), expected);
    assertThat(call.seen()).isEqualTo(same.seen());
  }

  @Test
  void watchersThatComeWhileItChangesAllHearHowItEnded() throws Exception {
    CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> {
      for (int i = 0; i < 2_000; i++) {
        health.states().taking(i % 2 == 0);
      }
      health.states().taking(true);
    });
    List<FakeServerCall> watches = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      watches.add(watch("demo.Greeting"));
    }
    changing.get(20, TimeUnit.SECONDS);
    for (FakeServerCall watch : watches) {
      List<String> told = watch.seen();
      assertThat(told.get(told.size() - 1)).isEqualTo(SERVING);
    }
  }
}
