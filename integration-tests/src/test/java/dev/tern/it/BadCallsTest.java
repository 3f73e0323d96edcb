package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a call can find out. */
class BadCallsTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  record Amount(long cents) {}

  record Price(Amount amount) {}

  record Named(String name) {}

  @RpcService(name = "demo.Prices")
  interface Prices {
    Price of(String article);

    CompletableFuture<Price> later(String article);
  }

  /** The same service, as another team wrote it down. */
  @RpcService(name = "demo.Prices")
  interface OtherPrices {
    Named of(String article);

    CompletableFuture<Named> later(String article);
  }

  @Test
  void aReplyThatCannotBeDecodedSaysWhoseItIsAndWhatToCompare() {
    String address = world.serve(new OtherPrices() {
      @Override
      public Named of(String article) {
        return new Named("no price");
      }

      @Override
      public CompletableFuture<Named> later(String article) {
        return CompletableFuture.completedFuture(of(article));
      }
    }).address().toString();
    Prices prices = world.client().create(Prices.class);
    RpcException blocking = Failing.call(() -> prices.of("tea"));
    assertThat(Failing.told(blocking)).isEqualTo("INTERNAL MAYBE_EXECUTED demo.Prices/of: the reply of " + address
        + " cannot be decoded: Amount: unknown wire type 6\n  Compare the types of both sides: the provider answered with another message than"
        + " this side expects.");
    assertThat(blocking.origin()).isEqualTo(RpcException.Origin.LOCAL);
    assertThat(Failing.told(Failing.future(prices.later("tea")))).isEqualTo(
        "INTERNAL MAYBE_EXECUTED demo.Prices/later: the reply of " + address + " cannot be decoded: Amount: unknown wire type 6\n  Compare the"
        + " types of both sides: the provider answered with another message than this side expects.");
  }

  @RpcService(name = "demo.Prices")
  interface WronglyAsked {
    Price of(byte[] article);
  }

  @Test
  void aRequestThatCannotBeDecodedWasNotExecuted() {
    String address = world.serve(new SignaturesProvider(), new TextPrices()).address().toString();
    WronglyAsked prices = world.client(builder -> builder.cluster("failfast")).create(WronglyAsked.class);
    assertThat(Failing.told(Failing.call(() -> prices.of(new byte[] {-1, -2})))).isEqualTo(
        "INVALID_ARGUMENT NOT_EXECUTED demo.Prices/of failed, in 1 attempt\n  " + address
            + "  not executed, # ms: the request cannot be decoded: field 1 of OfRequest: text is not valid UTF-8");
  }

  static class TextPrices implements Prices {
    @Override
    public Price of(String article) {
      return new Price(new Amount(1));
    }

    @Override
    public CompletableFuture<Price> later(String article) {
      return CompletableFuture.completedFuture(new Price(new Amount(1)));
    }
  }

  @RpcService
  interface Hub {
    @RpcMethod(nonBlocking = true)
    String relay(String id);

    @RpcMethod(nonBlocking = true)
    CompletableFuture<String> relayLater(String id);
  }

  @Test
  void aBlockingCallOnAnEventLoopIsRefusedAtOnceWithTheRemedy() throws Exception {
    world.serve(new WorkProvider("near"));
    Work work = world.client().create(Work.class);
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    World hubs = world.closing(new World());
    hubs.serve(new Hub() {
      @Override
      public String relay(String id) {
        try {
          return work.once(id, 0);
        } catch (IllegalStateException e) {
          refused.complete(e);
          throw e;
        }
      }

      @Override
      public CompletableFuture<String> relayLater(String id) {
        return work.onceLater(id, 0);
      }
    });
    Hub hub = hubs.client().create(Hub.class);
    assertThat(hub.relayLater("a").get(10, TimeUnit.SECONDS)).isEqualTo("near");
    Failing.call(() -> hub.relay("b"));
    assertThat(refused.get(10, TimeUnit.SECONDS).getMessage()).matches("(?s)\\Qdev.tern.it.Work/once: a blocking call on"
        + " the event loop \\Etern-server-io-\\d+\\Q would never return.\n  Use a method that returns CompletableFuture,"
        + " or run this code on another executor: drop nonBlocking or completeOnEventLoop() where it was chosen.\\E");
  }

  @Test
  void aBlockingCallInAContinuationOnAnEventLoopIsRefusedToo() {
    world.serve(new WorkProvider("near"));
    RpcClient client = world.client(builder -> builder.completeOnEventLoop());
    Work work = client.create(Work.class);
    CompletableFuture<String> chained = work.onceLater("a", 50).thenApply(answer -> work.once("b", 0));
    assertThat(catchThrowable(() -> chained.get(10, TimeUnit.SECONDS)).getCause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("(?s)dev.tern.it.Work/once: a blocking call on the event loop tern-client-io-\\d+ would.*");
  }

  @Test
  void aBlockingCallInAContinuationOfAnExpiredCallWouldStopTheClockAndIsRefusedToo() throws Exception {
    try (StockServer silent = StockServer.silent()) {
      RpcClient client = world.closing(RpcClient.builder().direct(silent.address()).timeout(Duration.ofMillis(100))
          .completeOnEventLoop().build());
      Work work = client.create(Work.class);
      CompletableFuture<String> chained = work.onceLater("a", 50).exceptionally(expired -> work.once("b", 0));
      assertThat(catchThrowable(() -> chained.get(10, TimeUnit.SECONDS)).getCause())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching("(?s)dev.tern.it.Work/once: a blocking call on the event loop tern-client-.* would.*");
    }
  }

  @Test
  void aBlockingCallInAContinuationWorksWithoutThatSetting() throws Exception {
    world.serve(new WorkProvider("near"));
    Work work = world.client().create(Work.class);
    assertThat(work.onceLater("a", 50).thenApply(answer -> work.once("b", 0)).get(10, TimeUnit.SECONDS))
        .isEqualTo("near");
  }

  @Test
  void aCallOnAClosedClientSaysSo() {
    world.serve(new WorkProvider("near"));
    RpcClient client = world.client();
    Work work = client.create(Work.class);
    client.close();
    String told = "UNAVAILABLE NOT_EXECUTED dev.tern.it.Work: the client is closed";
    assertThat(Failing.told(Failing.call(() -> work.once("a", 0)))).isEqualTo(told);
    assertThat(Failing.told(Failing.future(work.onceLater("a", 0)))).isEqualTo(told);
    assertThat(BadSettingsTest.refusal(() -> client.create(Work.class)))
        .isEqualTo("IllegalStateException: the client is closed");
  }
}
