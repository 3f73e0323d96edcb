package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No stream hangs: it must begin, it must not fall idle, and it must end if its method says when. */
class StreamTimesTest {
  private static final Duration START = Duration.ofMillis(400);
  private static final Duration IDLE = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(Duration start, Duration idle) {
    return world.closing(RpcClient.builder().direct(server.address()).timeout(start).streamIdleTimeout(idle).build());
  }

  @Test
  void aStreamThatIsNotAnsweredInTimeFails() throws Exception {
    RpcClient client = client(START, LONG);
    RpcException failure = (RpcException) Taker.all(client.create(Streams.Publishers.class)
        .down(Streams.want(0, 1, "silence"))).awaitFailure();
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasMessageStartingWith("dev.tern.it.pb.Streams/Down did not begin within 400 ms");
    assertThat(server.nextCancelled()).isEqualTo("Down");
    Iterator<Chunk> replies = client.create(Streams.Iterators.class).down(Streams.want(0, 1, "silence"));
    assertThat(catchThrowableOfType(RpcException.class, replies::next).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aStreamedRequestThatNobodyTakesFailsInTimeAndItsPublisherIsLeftAlone() {
    try (Peers.Mute mute = Peers.mute()) {
      Source source = Source.of(1, 1);
      RpcException failure = Failing.soon(world.closing(RpcClient.builder().direct(mute.address()).timeout(START)
          .build()).create(Streams.Publishers.class).up(source));
      assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
      assertThat(source.subscriptions).hasValue(0);
    }
  }

  @Test
  void aStreamedRequestThatAFilterHasTakenFailsInTimeToo() {
    try (Peers.Mute mute = Peers.mute()) {
      RpcClient client = world.closing(RpcClient.builder().direct(mute.address()).timeout(START)
          .filter((invocation, next) -> {
            Taker.all((Flow.Publisher<?>) invocation.arguments().get(0));
            return next.invoke(invocation.withArguments(List.of(Source.of(1, 1))));
          }).build());
      RpcException failure = Failing.soon(client.create(Streams.Publishers.class).up(Source.of(1, 1)));
      assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }
  }

  @Test
  void aStreamMayGoOnForLongerThanItMayTakeToBegin() throws Exception {
    Streams.Publishers streams = client(START, LONG).create(Streams.Publishers.class);
    Taker<Chunk> taker = Taker.of(streams.down(Streams.want(3)));
    taker.request(1);
    taker.awaitElements(1);
    try (SubmissionPublisher<Chunk> source = new SubmissionPublisher<>()) {
      CompletableFuture<Sum> sum = streams.up(source);
      Awaitility.await().until(source::hasSubscribers);
      Awaitility.await().pollDelay(START.multipliedBy(2)).until(() -> true);
      assertThat(sum).isNotDone();
      source.submit(Chunk.getDefaultInstance());
      source.close();
      assertThat(sum.get(20, TimeUnit.SECONDS).getCount()).isEqualTo(1);
    }
    taker.request(10);
    assertThat(taker.awaitEnd().elements).hasSize(3);
  }

  @Test
  void aProviderThatFallsSilentThoughItIsAskedFails() throws Exception {
    Streams.Publishers streams = client(LONG, IDLE).create(Streams.Publishers.class);
    Taker<Chunk> taker = Taker.all(streams.down(Streams.want(3, 1, "silence")));
    RpcException failure = (RpcException) taker.awaitFailure();
    assertThat(taker.elements).hasSize(3);
    assertThat(Failing.told(failure)).startsWith("DEADLINE_EXCEEDED MAYBE_EXECUTED dev.tern.it.pb.Streams/Down: no"
        + " message came or went for 300 ms");
    assertThat(server.nextCancelled()).isEqualTo("Down");
  }

  @Test
  void aProviderThatTakesNothingMoreOfARequestFails() throws Exception {
    server.hold();
    Source source = Source.endless(1000);
    RpcException failure = Failing.soon(client(LONG, IDLE).create(Streams.Publishers.class).up(source));
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure).hasMessageContaining("no message came or went for 300 ms");
    assertThat(server.nextCancelled()).isEqualTo("Up");
    Awaitility.await().untilTrue(source.cancelled);
  }

  @Test
  void aReaderThatAsksForNothingMayTakeItsTime() throws Exception {
    Taker<Chunk> taker =
        Taker.of(client(LONG, IDLE).create(Streams.Publishers.class).down(Streams.want(10, 1, "silence")));
    taker.request(3);
    taker.awaitElements(3);
    Awaitility.await().pollDelay(IDLE.multipliedBy(4)).until(() -> true);
    assertThat(taker.hasEnded()).isFalse();
    taker.request(7);
    taker.awaitElements(10);
    taker.request(1); // now the provider is the one that is waited for
    assertThat(((RpcException) taker.awaitFailure()).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void anIteratorLeftUnusedIsEnded() throws Exception {
    Iterator<Chunk> replies = client(LONG, IDLE).create(Streams.Iterators.class).down(Streams.want(1000, 1, "silence"));
    replies.next();
    assertThat(server.nextCancelled()).isEqualTo("Down");
    RpcException failure = catchThrowableOfType(RpcException.class, () -> replies.forEachRemaining(chunk -> { }));
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure).hasMessageContaining("no element was taken for 300 ms");
  }

  @Test
  void messagesThatKeepComingKeepAStreamOpen() throws Exception {
    try (SubmissionPublisher<Chunk> source = new SubmissionPublisher<>()) {
      Taker<Chunk> taker = Taker.all(client(LONG, IDLE).create(Streams.Publishers.class).both(source));
      Awaitility.await().until(source::hasSubscribers);
      for (int i = 1; i <= 10; i++) {
        source.submit(Chunk.getDefaultInstance());
        taker.awaitElements(i);
        Awaitility.await().pollDelay(IDLE.dividedBy(3)).until(() -> true);
      }
      assertThat(taker.hasEnded()).isFalse();
      source.close();
      taker.awaitEnd();
    }
  }

  @Test
  void aMethodWithATimeoutEndsByThenThoughItsMessagesKeepComing() throws Exception {
    RpcClient client = client(LONG, LONG);
    Taker<Chunk> taker = Taker.all(client.create(Streams.Limited.class).down(Streams.want(3, 1, "silence")));
    RpcException failure = (RpcException) taker.awaitFailure();
    assertThat(taker.elements).hasSize(3);
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    Source source = Source.endless(1);
    RpcException upload = Failing.soon(client.create(Streams.Limited.class).up(source));
    assertThat(upload.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    Awaitility.await().untilTrue(source.cancelled);
  }
}
