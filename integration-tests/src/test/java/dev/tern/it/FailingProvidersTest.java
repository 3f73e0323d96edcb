package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong inside a provider ends its own call, at once, and no other. */
class FailingProvidersTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @RpcService
  interface Relay {
    String relay(String id);
  }

  private Work to(RpcServer server) {
    return world.direct(server.address().toString()).create(Work.class);
  }

  @Test
  void aFilterThatAnswersNullFailsItsCallAtOnce() {
    Work work = to(world.serve(builder -> builder.service(new WorkProvider("near")).filter((invocation, next) -> null)));
    assertThat(Failing.call(() -> work.onceInTime("a", 0)).code()).isEqualTo(Code.UNKNOWN);
  }

  @Test
  void aFilterThatThrowsAnErrorFailsItsCallAtOnce() {
    Work work = to(world.serve(builder -> builder.service(new WorkProvider("near")).filter((invocation, next) -> {
      throw new NoClassDefFoundError("some/Missing");
    })));
    assertThat(Failing.call(() -> work.onceInTime("a", 0)).code()).isEqualTo(Code.UNKNOWN);
  }

  @Test
  void aLongTextArrivesShortenedAndHarmsNoOtherCall() throws Exception {
    Work work = to(world.serve(new WorkProvider("near", id -> {
      if (id.startsWith("long")) {
        throw new RpcException(Code.INVALID_ARGUMENT, "ü".repeat(20_000));
      }
    })));
    CompletableFuture<String> other = work.onceLater("other", 500);
    RpcException failure = Failing.call(() -> work.safe("long", 0));
    assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(failure.getMessage()).startsWith("üüü");
    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("near");
  }

  @Test
  void aHandlerMayWaitForAnotherCallOnTheLastOfItsThreads() {
    Work far = to(world.serve(new WorkProvider("far")));
    RpcServer relay = world.serve(builder -> builder.service((Relay) id -> far.safe(id, 100)).handlerThreads(1));
    assertThat(world.direct(relay.address().toString()).create(Relay.class).relay("a")).isEqualTo("far");
  }

  @Test
  void aFailureOfAnotherProviderThatAHandlerLetsThroughIsNotItsChosenAnswer() {
    Work far = to(world.serve(new WorkProvider("far", id -> {
      throw new RpcException(Code.UNAVAILABLE, "no such table at 10.0.0.7");
    })));
    RpcServer relay = world.serve((Relay) id -> far.once(id, 0));
    RpcException told = Failing.call(() -> world.direct(relay.address().toString()).create(Relay.class).relay("a"));
    assertThat(Failing.told(told)).matches(
        "UNKNOWN MAYBE_EXECUTED .+ at 127\\.0\\.0\\.1:\\d+: the provider failed; its log says why under [0-9a-f]{16}");
  }

  @Test
  void aConsumerThatGivesUpManyCallsKeepsItsConnectionForTheOthers() throws Exception {
    Work work = to(world.serve(new WorkProvider("near")));
    CompletableFuture<String> other = work.onceLater("other", 2_000);
    for (int i = 0; i < 300; i++) {
      CompletableFuture<String> given = work.onceLater("given up " + i, 100);
      work.safe("so that it has been sent", 0);
      given.cancel(true);
    }
    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("near");
  }
}
