package dev.tern.core.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.FilterFactory.Place;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.DirectorySettings;
import dev.tern.core.directory.HealthRules;
import dev.tern.core.directory.LiveCandidate;
import dev.tern.core.directory.Outcome;
import dev.tern.core.filter.Filters;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.core.routing.RuleRouter;
import dev.tern.core.schedule.Watchdog;
import dev.tern.tck.Calls;
import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one service's consumer keeps, and for how long, and what it makes of attempts that end by themselves. */
class ConsumedServiceTest {
  private static final ServiceId SERVICE = ServiceId.of("demo.Greeting");
  private static final HealthRules RULES = HealthRules.breaker("on").orElseThrow();

  private final ManualClock clock = new ManualClock();
  private final ManualScheduler scheduler = new ManualScheduler(clock);
  private final Silent wire = new Silent();
  private final Directory directory = new Directory(SERVICE, DirectorySettings.DEFAULT, wire::connect, Runnable::run,
      scheduler, Clock.systemUTC(), clock, new RuleRouter());
  private final CallContext context = new CallContext(wire, clock, scheduler, Runnable::run,
      new Watchdog("watchdog", Duration.ZERO), 0);
  private final ConsumedService service = new ConsumedService(directory, context,
      name -> snapshot -> (invocation, tried) -> snapshot.get(0), Duration.ZERO);

  private final List<Holding> holding = new ArrayList<>();
  private final List<Duration> timeouts = new ArrayList<>();

  private static final class Passing implements Cluster {
    @Override
    public Invoker over(Attempts attempts) {
      return invocation -> new CompletableFuture<>();
    }
  }

  private final class Holding implements Cluster {
    private int closed;

    @Override
    public Invoker over(Attempts attempts) {
      holding.add(this);
      return invocation -> {
        timeouts.add(invocation.deadline().timeout());
        return CompletableFuture.completedFuture(new Reply(Map.of(), Attachments.empty()));
      };
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private ServiceAttempts attempts() {
    MethodContract method = Calls.method("find");
    return new ServiceAttempts(method, Duration.ofSeconds(3), directory, service.balanced("any"), null, null, null, null,
        Filters.of(Place.CONSUMER_ATTEMPT, List.of(), List.of()), service.budget(), scheduler, clock, () -> "", null);
  }

  @Test
  void aClusterThatHoldsNothingGoesWithItsProxy() {
    WeakReference<Cluster> cluster = passing();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (cluster.get() != null && System.nanoTime() - end < 0) {
      System.gc();
    }
    assertThat(cluster.get()).isNull();
  }

  private WeakReference<Cluster> passing() {
    Passing cluster = new Passing();
    service.invoker(cluster, attempts());
    return new WeakReference<>(cluster);
  }

  @Test
  void aClusterThatHoldsSomethingIsClosedOnceAtTheEnd() {
    Holding cluster = new Holding();
    service.invoker(cluster, attempts());
    service.finish();
    service.finish();
    assertThat(cluster.closed).isOne();
  }

  @Test
  void aClusterThatOnlyWantsToKnowOfTheEndIsTold() {
    List<String> told = new ArrayList<>();
    service.invoker(new Cluster() {
      @Override
      public Invoker over(Attempts attempts) {
        return invocation -> new CompletableFuture<>();
      }

      @Override
      public void closing() {
        told.add("closing");
      }
    }, attempts());
    service.finishing();
    service.finish();
    assertThat(told).containsExactly("closing");
  }

  @Test
  void afterTheEndNoMethodIsMadeAndItsClusterIsClosed() {
    service.finish();
    Holding late = new Holding();
    assertThatThrownBy(() -> service.invoker(late, attempts())).isInstanceOf(IllegalStateException.class)
        .hasMessage("the client is closed");
    assertThat(late.closed).isOne();
  }

  @Test
  void methodsWithoutAnInterfaceHaveOneBreakerEachAndNotWithoutEnd() {
    assertThat(service.breaker(untyped("a"), RULES)).isNotNull().isSameAs(service.breaker(untyped("a"), RULES));
    int made = 0;
    for (int i = 0; i < 10_000; i++) {
      made += service.breaker(untyped("m" + i), RULES) == null ? 0 : 1;
    }
    assertThat(made).isBetween(256, 2_000);
    assertThat(service.breaker(Calls.method("find"), RULES)).as("one of an interface").isNotNull();
  }

  private static MethodContract untyped(String name) {
    return MethodContract.untyped(SERVICE, name, false, null);
  }

  @Test
  void callsWithoutAnInterfaceShareWhatTheyNeedWhateverTheirTimeouts() throws Throwable {
    Text codec = new Text();
    ProxyAssembly assembly = new ProxyAssembly(name -> codec, name -> new Holding(), "any", method -> Optional.empty(),
        Filters.of(Place.CONSUMER_CALL, List.of(), List.of()), Filters.of(Place.CONSUMER_ATTEMPT, List.of(), List.of()),
        Duration.ofSeconds(3), "test", () -> "nobody", name -> null);
    UntypedMethods methods = new UntypedMethods(SERVICE, assembly, service, codec, codec);
    service.onInstances(List.of(instance()));
    for (int i = 1; i <= 1_000; i++) {
      methods.call(new UntypedMethods.Key("find", false), Duration.ofMillis(i), Map.of());
    }
    methods.call(new UntypedMethods.Key("find", false), null, Map.of());
    assertThat(holding).hasSize(1);
    assertThat(timeouts).hasSize(1_001).startsWith(Duration.ofMillis(1), Duration.ofMillis(2)).endsWith(Duration.ofSeconds(3));
  }

  @Test
  void aProviderThatWasLeftTooLittleTimeIsNotBlamedAndOneThatWasSilentIs() {
    LiveCandidate candidate = candidate();
    assertThat(lasted(candidate, 3)).isEqualTo(Outcome.UNKNOWN);
    assertThat(lasted(candidate, 9)).isEqualTo(Outcome.UNKNOWN);
    assertThat(lasted(candidate, 10)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aProviderMayTakeAsLongAsItUsuallyDoes() {
    LiveCandidate candidate = candidate();
    candidate.started();
    candidate.ended(TimeUnit.MILLISECONDS.toNanos(200), 0, clock.nanoTime(), Outcome.WELL, "");
    assertThat(lasted(candidate, 199)).isEqualTo(Outcome.UNKNOWN);
    assertThat(lasted(candidate, 200)).isEqualTo(Outcome.FAILED);
    candidate.started();
    candidate.ended(TimeUnit.MILLISECONDS.toNanos(900), 0, clock.nanoTime(), Outcome.FAILED, "");
    assertThat(lasted(candidate, 200)).as("its silence is no measure").isEqualTo(Outcome.FAILED);
  }

  private LiveCandidate candidate() {
    service.onInstances(List.of(instance()));
    return (LiveCandidate) directory.snapshot().get(0);
  }

  private Outcome lasted(LiveCandidate candidate, int millis) {
    long started = clock.nanoTime();
    Invocation invocation = new Invocation(Calls.method("find"), List.of("Ada"),
        Deadline.after(Duration.ofMillis(millis), clock), Attachments.empty(), new Cancellation());
    clock.advance(Duration.ofMillis(millis));
    return new AttemptEnd(attempts(), candidate, invocation, started).outcome(
        new Call.Closed(Code.DEADLINE_EXCEEDED, "no answer", Call.Delivery.MAYBE_SENT, Headers.empty(), null), false);
  }

  private static ServiceInstance instance() {
    return new ServiceInstance("a", SERVICE.name(), "", "", new Endpoint("127.0.0.1", 1), 100, 0, "", List.of(), Map.of());
  }

  private static final class Text implements Codec, UntypedCodec {
    @Override
    public String name() {
      return "text";
    }

    @Override
    public String contentSubtype() {
      return "text";
    }

    @Override
    public MethodCodec prepare(MethodContract method) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, @Nullable Object> parse(String text) {
      return Map.of();
    }

    @Override
    public String print(@Nullable Object value) {
      return "";
    }

    @Override
    public void write(Map<String, @Nullable Object> value, WriteBuffer out) {}

    @Override
    public Map<String, @Nullable Object> read(ReadBuffer in) throws DecodeException {
      return Map.of();
    }
  }

  /** Nothing is sent. */
  private static final class Silent implements Transport {
    @Override
    public Route route(MethodContract method, Headers headers) {
      return new Route() { };
    }

    @Override
    public Connection connect(Endpoint endpoint) {
      return new Connection() {
        @Override
        public Endpoint endpoint() {
          return endpoint;
        }

        @Override
        public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Runnable onReachable(ReachableListener told) {
          told.changed(true);
          return () -> { };
        }

        @Override
        public void retryNow() {}

        @Override
        public void close() {}
      };
    }

    @Override
    public boolean isEventLoop(Thread thread) {
      return false;
    }

    @Override
    public void close() {}
  }
}
