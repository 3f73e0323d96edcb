package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.Fallback;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.contract.ContractException;
import dev.tern.core.RpcClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F29: what stands in for calls that no provider could answer, and for no other. */
class FallbackTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** A business failure. */
  public static class SoldOut extends Exception {
    private static final long serialVersionUID = 1L;

    /** Of what. */
    public SoldOut(String message) {
      super(message);
    }
  }

  /** Sells things. */
  @RpcService(name = "demo.Shop")
  public interface Shop {
    /** Ends as it is told. */
    @RpcMethod(timeout = "300ms")
    String buy(String how) throws SoldOut;

    /** The same, later. */
    @RpcMethod(timeout = "300ms")
    CompletableFuture<String> buyLater(String how);

    /** Prices. */
    Flow.Publisher<String> prices(String of);
  }

  /** A provider that does as it is told. */
  private static class Provider implements Shop {
    @Override
    public String buy(String how) throws SoldOut {
      switch (how) {
        case "sold out" -> throw new SoldOut("nothing left");
        case "slow" -> sleep();
        case "broken" -> throw new IllegalStateException("a bug");
        case "ok" -> { }
        default -> throw new RpcException(Code.valueOf(how), "chosen");
      }
      return "bought";
    }

    private static void sleep() {
      try {
        TimeUnit.SECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public CompletableFuture<String> buyLater(String how) {
      try {
        return CompletableFuture.completedFuture(buy(how));
      } catch (SoldOut e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public Flow.Publisher<String> prices(String of) {
      SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
      publisher.close();
      return publisher;
    }
  }

  /** Keeps why it was asked. */
  private static class Substitute implements Shop {
    volatile @Nullable RpcException cause;
    volatile @Nullable Thread thread;
    volatile int asked;

    private String answer(String how) {
      cause = Fallback.cause();
      thread = Thread.currentThread();
      asked++;
      if (how.equals("INTERNAL!")) {
        throw new UnsupportedOperationException("no substitute");
      }
      return "instead of " + how;
    }

    @Override
    public String buy(String how) throws SoldOut {
      if (how.equals("DEADLINE_EXCEEDED!")) {
        throw new SoldOut("here too");
      }
      return answer(how);
    }

    @Override
    public CompletableFuture<String> buyLater(String how) {
      return CompletableFuture.completedFuture(answer(how));
    }

    @Override
    public Flow.Publisher<String> prices(String of) {
      throw new IllegalStateException("forced");
    }
  }

  private final Substitute substitute = new Substitute();

  private Shop shop() {
    return world.direct(world.serve(new Provider()).address().toString()).create(Shop.class, substitute);
  }

  private Shop shopWithoutProviders() {
    return world.direct(Peers.refusing()).create(Shop.class, substitute);
  }

  @Test
  void aCallThatIsAnsweredNeedsNone() throws Exception {
    Shop shop = shop();
    Awaitility.await().ignoreExceptions().until(() -> shop.buy("ok").equals("bought"));
    substitute.asked = 0;

    assertThat(shop.buy("ok")).isEqualTo("bought");
    assertThat(shop.buyLater("ok").get(5, TimeUnit.SECONDS)).isEqualTo("bought");
    assertThat(substitute.asked).isZero();
    assertThat(Fallback.cause()).isNull();
  }

  @Test
  void whereNobodyCanBeReachedItStandsInAndSeesWhy() throws Exception {
    Shop shop = shopWithoutProviders();

    assertThat(shop.buy("bread")).isEqualTo("instead of bread");
    assertThat(substitute.thread).isSameAs(Thread.currentThread());
    assertThat(substitute.cause).hasMessageContaining("connection refused");
    assertThat(substitute.cause.attempts()).isNotEmpty();
    assertThat(Fallback.cause()).isNull();

    assertThat(shop.buyLater("milk").get(5, TimeUnit.SECONDS)).isEqualTo("instead of milk");
    assertThat(substitute.cause).hasMessageStartingWith("demo.Shop/buyLater ").hasMessageContaining("connection refused");
  }

  @Test
  void itStandsInForWhatIsTooLate() throws Exception {
    Shop shop = shop();
    assertThat(shop.buy("slow")).isEqualTo("instead of slow");
    assertThat(substitute.cause).extracting(RpcException::code).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(shop.buyLater("slow").get(5, TimeUnit.SECONDS)).isEqualTo("instead of slow");
  }

  @Test
  void itStandsInForAProviderThatSaysItCannotServeNow() throws Exception {
    Shop shop = shop();
    assertThat(shop.buy("UNAVAILABLE")).isEqualTo("instead of UNAVAILABLE");
    assertThat(shop.buyLater("UNAVAILABLE").get(5, TimeUnit.SECONDS)).isEqualTo("instead of UNAVAILABLE");
  }

  @Test
  void itNeverHidesWhatAProvidersCodeAnswered() {
    Shop shop = shop();
    Awaitility.await().ignoreExceptions().until(() -> shop.buy("ok").equals("bought"));
    substitute.asked = 0;

    assertThat(catchThrowable(() -> shop.buy("sold out"))).isInstanceOf(SoldOut.class).hasMessage("nothing left");
    assertThat(Failing.call(() -> shop.buy("broken")).code()).isEqualTo(Code.UNKNOWN);
    for (Code code : List.of(Code.NOT_FOUND, Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED, Code.FAILED_PRECONDITION,
        Code.RESOURCE_EXHAUSTED, Code.INTERNAL, Code.UNIMPLEMENTED, Code.ABORTED, Code.DATA_LOSS)) {
      assertThat(Failing.call(() -> shop.buy(code.name())).code()).isEqualTo(code);
      assertThat(Failing.future(shop.buyLater(code.name())).code()).isEqualTo(code);
    }
    assertThat(substitute.asked).isZero();
  }

  @Test
  void itStandsInForAProviderThatIsTooBusyToBegin() throws Exception {
    Shop shop = world.direct(world.serve(builder -> builder.service(new Provider())
        .filter((invocation, next) -> {
          throw RpcException.notExecuted(Code.RESOURCE_EXHAUSTED, "full");
        })).address().toString()).create(Shop.class, substitute);

    assertThat(shop.buy("bread")).isEqualTo("instead of bread");
  }

  @Test
  void whatItThrowsReachesTheCaller() {
    Shop shop = shopWithoutProviders();
    assertThat(catchThrowable(() -> shop.buy("DEADLINE_EXCEEDED!"))).isInstanceOf(SoldOut.class).hasMessage("here too");
    assertThat(catchThrowable(() -> shop.buy("INTERNAL!"))).isInstanceOf(UnsupportedOperationException.class);
    assertThat(shop.buyLater("INTERNAL!")).failsWithin(Duration.ofSeconds(5)).withThrowableThat()
        .withCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aCallThatItsCallerEndsHasNoSubstitute() {
    Shop shop = shop();
    CompletableFuture<String> call = shop.buyLater("slow");
    call.cancel(true);
    assertThat(call).isCancelled();

    Thread.currentThread().interrupt();
    assertThat(Failing.call(() -> shop.buy("slow")).code()).isEqualTo(Code.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(substitute.asked).isZero();
  }

  @Test
  void aSubstituteThatComesAfterItsCallWasCancelledIsCancelledToo() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<String> late = new CompletableFuture<>();
    Shop shop = world.direct(world.serve(new Provider()).address().toString()).create(Shop.class, new Substitute() {
      @Override
      public CompletableFuture<String> buyLater(String how) {
        began.countDown();
        try {
          cancelled.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return late;
      }
    });

    CompletableFuture<String> call = shop.buyLater("UNAVAILABLE");
    assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(call.cancel(true)).isTrue();
    assertThat(late).isNotDone();
    cancelled.countDown();

    assertThat(late).failsWithin(Duration.ofSeconds(10)).withThrowableOfType(CancellationException.class);
  }

  @Test
  void aStreamHasNoSubstituteUnlessItIsForced() {
    Flow.Publisher<String> prices = shopWithoutProviders().prices("bread");
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    prices.subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(1);
      }

      @Override
      public void onNext(String item) {
        failure.complete(new AssertionError(item));
      }

      @Override
      public void onError(Throwable thrown) {
        failure.complete(thrown);
      }

      @Override
      public void onComplete() {
        failure.complete(new AssertionError("complete"));
      }
    });
    assertThat(failure.join()).isInstanceOf(RpcException.class);
  }

  @Test
  void aKeyForcesItOrTurnsItOff() throws Exception {
    String key = "tern.service[demo.Shop].";
    String address = world.serve(new Provider()).address().toString();
    try {
      System.setProperty(key + "fallback", "force");
      System.setProperty(key + "method[buyLater].fallback", "off");
      Shop shop = world.direct(address).create(Shop.class, substitute);
      assertThat(shop.buy("ok")).isEqualTo("instead of ok");
      assertThat(substitute.cause).isNull();
      assertThat(catchThrowable(() -> shop.prices("bread"))).hasMessage("forced");
      assertThat(Failing.future(shop.buyLater("slow")).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(catchThrowable(() -> world.direct(address).create(Shop.class)))
          .hasMessage("demo.Shop/buy: fallback = force, but there is none. Give an object to create, name a class in"
              + " @RpcService(fallback), or take the key away.");
    } finally {
      System.clearProperty(key + "fallback");
      System.clearProperty(key + "method[buyLater].fallback");
    }
  }

  /** Names its own. */
  @RpcService(fallback = Named.class)
  public interface WithFallback {
    /** A greeting. */
    String greet(String name);
  }

  /** Stands in by annotation. */
  public static class Named implements WithFallback {
    @Override
    public String greet(String name) {
      return "Nobody greets " + name;
    }
  }

  @Test
  void theAnnotationNamesOneAndAnObjectGoesBeforeIt() {
    RpcClient client = world.direct(Peers.refusing());
    assertThat(client.create(WithFallback.class).greet("Ada")).isEqualTo("Nobody greets Ada");
    assertThat(client.create(WithFallback.class, name -> "I greet " + name).greet("Ada")).isEqualTo("I greet Ada");
  }

  /** Names something else. */
  @RpcService(fallback = String.class)
  public interface NamesAnother {
    /** Nothing. */
    void run();
  }

  /** Names one that cannot be made. */
  @RpcService(fallback = NeedsMore.class)
  public interface NamesOneThatNeedsMore {
    /** Nothing. */
    void run();
  }

  /** Needs a parameter. */
  public record NeedsMore(int parameter) implements NamesOneThatNeedsMore {
    @Override
    public void run() {}
  }

  /** Names one that fails. */
  @RpcService(fallback = Fails.class)
  public interface NamesOneThatFails {
    /** Nothing. */
    void run();
  }

  /** Cannot be made. */
  public static class Fails implements NamesOneThatFails {
    /** Never. */
    public Fails() {
      throw new IllegalStateException("no");
    }

    @Override
    public void run() {}
  }

  /** Names one that is not public. */
  @RpcService(fallback = Hidden.class)
  public interface NamesAHiddenOne {
    /** Nothing. */
    void run();
  }

  static class Hidden implements NamesAHiddenOne {
    @Override
    public void run() {}
  }

  @Test
  void oneThatCannotWorkIsRefusedWhenTheProxyIsMade() {
    RpcClient client = world.direct(Peers.refusing());
    String here = FallbackTest.class.getName() + "$";
    assertThat(refusal(client, NamesAnother.class))
        .isEqualTo(here + "NamesAnother: its fallback java.lang.String does not implement it");
    assertThat(refusal(client, NamesOneThatNeedsMore.class)).isEqualTo(here + "NamesOneThatNeedsMore: its fallback " + here
        + "NeedsMore has no public constructor without parameters. Give one to it, or an object to"
        + " create(NamesOneThatNeedsMore.class, fallback)");
    assertThat(refusal(client, NamesOneThatFails.class)).isEqualTo(here + "NamesOneThatFails: its fallback " + here
        + "Fails cannot be made: its constructor throws java.lang.IllegalStateException: no");
    assertThat(refusal(client, NamesAHiddenOne.class))
        .isEqualTo(here + "NamesAHiddenOne: its fallback " + here + "Hidden is not public");
  }

  private static String refusal(RpcClient client, Class<?> service) {
    return catchThrowableOfType(ContractException.class, () -> client.create(service)).getMessage();
  }
}
