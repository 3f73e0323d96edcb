package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.it.pb.Chunk;
import java.util.Iterator;
import java.util.concurrent.Flow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a stream fails, what its caller is told, and where it is tried again. */
class StreamErrorsTest {
  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private <T> T create(Class<T> type) {
    return world.direct(server.address()).create(type);
  }

  private static RpcException failure(Taker<?> taker) throws InterruptedException {
    return (RpcException) taker.awaitFailure();
  }

  @ParameterizedTest
  @EnumSource
  void everyStatusArrivesBeforeAndAfterTheFirstReply(Code code) throws Exception {
    Streams.Publishers streams = create(Streams.Publishers.class);
    for (int count : new int[] {0, 3}) {
      Taker<Chunk> taker = Taker.all(streams.down(Streams.want(count, 1, code.name())));
      RpcException failure = failure(taker);
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
      assertThat(failure.origin()).isEqualTo(RpcException.Origin.PROVIDER);
      assertThat(failure).hasMessageEndingWith("as asked");
      assertThat(failure.attempts()).hasSize(1);
      assertThat(taker.elements).hasSize(count);
    }
  }

  @Test
  void anIteratorThrowsTheFailureWhereItWouldHaveTheNextElementAndAgain() {
    Iterator<Chunk> replies = create(Streams.Iterators.class).down(Streams.want(2, 1, "NOT_FOUND"));
    replies.next();
    replies.next();
    RpcException failure = catchThrowableOfType(RpcException.class, replies::next);
    assertThat(failure.code()).isEqualTo(Code.NOT_FOUND);
    assertThat(failure.getStackTrace()).anySatisfy(frame -> assertThat(frame.toString()).contains("StreamErrorsTest"));
    assertThatThrownBy(replies::hasNext).isSameAs(failure);
  }

  @Test
  void aConnectionThatBreaksInMidStreamSaysSoAndIsNotTriedElsewhere() throws Exception {
    StreamServer second = world.closing(new StreamServer());
    Streams.Idempotent streams = world.direct(server.address(), second.address()).create(Streams.Idempotent.class);
    Taker<Chunk> one = Taker.all(streams.down(Streams.want(3, 1, "silence"))).awaitElements(3);
    Taker<Chunk> other = Taker.all(streams.down(Streams.want(3, 1, "silence"))).awaitElements(3);
    assertThat(server.calls.get() + second.calls.get()).isEqualTo(2);
    server.close();
    Awaitility.await().until(() -> one.hasEnded() || other.hasEnded());
    Taker<Chunk> ended = one.hasEnded() ? one : other;
    RpcException failure = failure(ended);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasMessageStartingWith("dev.tern.it.pb.Streams/Down broke off\n  " + server.address()
        + "  maybe executed, ");
    assertThat(server.calls.get() + second.calls.get()).isEqualTo(2);
  }

  @Test
  void aStreamIsTriedElsewhereWhereTheConnectionIsRefused() throws Exception {
    for (int round = 0; round < 4; round++) { // whoever is picked first
      Streams.Publishers streams = world.direct(Peers.refusing(), server.address()).create(Streams.Publishers.class);
      assertThat(Taker.all(streams.down(Streams.want(3))).awaitEnd().elements).hasSize(3);
      Source source = Source.of(3, 1);
      assertThat(streams.up(source).get().getCount()).isEqualTo(3);
      assertThat(source.subscriptions).hasValue(1);
      assertThat(Taker.all(streams.both(Source.of(3, 1))).awaitEnd().elements).hasSize(3);
    }
  }

  @Test
  void anIdempotentStreamIsTriedElsewhereBeforeItsHeadersAndAnyOtherIsNot() throws Exception {
    StreamServer second = world.closing(new StreamServer());
    String[] both = {server.address(), second.address()};
    failure(Taker.all(world.direct(both).create(Streams.Idempotent.class).down(Streams.want(0, 1, "UNAVAILABLE"))));
    assertThat(server.calls.get() + second.calls.get()).isGreaterThan(1);
    int before = server.calls.get() + second.calls.get();
    failure(Taker.all(world.direct(both).create(Streams.Publishers.class).down(Streams.want(0, 1, "UNAVAILABLE"))));
    assertThat(server.calls.get() + second.calls.get()).isEqualTo(before + 1);
    failure(Taker.all(world.direct(both).create(Streams.Idempotent.class).down(Streams.want(1, 1, "UNAVAILABLE"))));
    assertThat(server.calls.get() + second.calls.get()).isEqualTo(before + 2);
  }

  @Test
  void aStreamedRequestThatHadBegunIsNotSentAgainThoughItsMethodIsIdempotent() throws Exception {
    StreamServer second = world.closing(new StreamServer());
    Streams.Idempotent streams = world.direct(server.address(), second.address()).create(Streams.Idempotent.class);
    Source source = Source.endless(100);
    var sum = streams.up(source);
    Awaitility.await().until(() -> server.received.get() + second.received.get() > 0);
    StreamServer chosen = server.received.get() > 0 ? server : second;
    chosen.close();
    RpcException failure = Failing.soon(sum);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure).hasMessageStartingWith("dev.tern.it.pb.Streams/Up failed, in 1 attempt\n  " + chosen.address());
    assertThat(server.calls.get() + second.calls.get()).isEqualTo(1);
    assertThat(source.subscriptions).hasValue(1);
    Awaitility.await().untilTrue(source.cancelled);
  }

  @Test
  void whereNobodyIsTheRequestPublisherIsLeftAlone() {
    Source source = Source.of(1, 1);
    RpcException failure = Failing.soon(world.direct(Peers.refusing()).create(Streams.Publishers.class).up(source));
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(source.subscriptions).hasValue(0);
  }

  @Test
  void whatTheProviderRefusesOfAStreamedRequestReachesItsCaller() {
    RpcException failure = Failing.soon(create(Streams.Publishers.class).up(
        Source.of(Integer.MAX_VALUE, number -> Chunk.newBuilder().setNumber(10 - number).build())));
    assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(failure).hasMessage("negative");
  }

  @Test
  void aRequestPublisherThatFailsCancelsTheCallAndIsNamedAsItsCause() throws Exception {
    IllegalStateException mine = new IllegalStateException("secret");
    RpcException failure = Failing.soon(create(Streams.Publishers.class).up(Source.failing(3, mine)));
    assertThat(Failing.told(failure)).isEqualTo("CANCELLED MAYBE_EXECUTED dev.tern.it.pb.Streams/Up: its request"
        + " publisher failed: java.lang.IllegalStateException");
    assertThat(failure).hasCause(mine);
    assertThat(server.nextCancelled()).isEqualTo("Up");
    RpcException replies = failure(Taker.all(create(Streams.Publishers.class).both(Source.failing(3, mine))));
    assertThat(replies.code()).isEqualTo(Code.CANCELLED);
    assertThat(replies).hasCause(mine);
    assertThat(server.nextCancelled()).isEqualTo("Both");
  }

  @Test
  void anElementThatCannotBeEncodedEndsTheCallAsAnInvalidArgument() throws Exception {
    Source source = Source.of(10, number -> number < 3 ? Chunk.getDefaultInstance() : null);
    RpcException failure = Failing.soon(create(Streams.Publishers.class).up(source));
    assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("null");
    assertThat(server.nextCancelled()).isEqualTo("Up");
    Awaitility.await().untilTrue(source.cancelled);
  }

  @Test
  void anElementThatIsTooLongEndsTheCall() throws Exception {
    RpcException failure = Failing.soon(create(Streams.Publishers.class).up(Source.of(3, 5 << 20)));
    assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(failure).hasMessageStartingWith("dev.tern.it.pb.Streams/Up: ").hasMessageContaining("maxMessageBytes");
    assertThat(server.nextCancelled()).isEqualTo("Up");
  }

  @Test
  void aRequestPublisherThatSendsMoreThanItWasAskedForEndsTheCallBeforeMemoryIsFull() {
    server.hold();
    Flow.Publisher<Chunk> rude = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
      @Override
      public void request(long count) {
        for (int i = 0; i < 100_000; i++) {
          subscriber.onNext(Chunk.newBuilder().setContent(ByteString.copyFrom(new byte[1000])).build());
        }
      }

      @Override
      public void cancel() {}
    });
    RpcException failure = Failing.soon(create(Streams.Publishers.class).up(rude));
    assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("more than it was asked for");
  }

  @Test
  void aSecondSubscriberAndANullOneAreRefused() throws Exception {
    Flow.Publisher<Chunk> replies = create(Streams.Publishers.class).down(Streams.want(1));
    assertThatThrownBy(() -> replies.subscribe(null)).isInstanceOf(NullPointerException.class);
    Taker.all(replies).awaitEnd();
    assertThat(Taker.of(replies).awaitFailure()).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Call the method again");
    assertThat(server.calls).hasValue(1);
  }

  @Test
  void aRequestForNoElementsIsAnErrorOfItsSubscriber() throws Exception {
    Taker<Chunk> taker = Taker.of(create(Streams.Publishers.class).down(Streams.want(10, 1, "silence")));
    taker.request(1);
    taker.awaitElements(1);
    taker.request(0);
    assertThat(taker.awaitFailure()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("request(0)");
    assertThat(server.nextCancelled()).isEqualTo("Down");
  }

  @Test
  void aNullRequestPublisherIsRefused() {
    assertThat(Failing.soon(create(Streams.Publishers.class).up(null)).code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(catchThrowableOfType(RpcException.class, () -> create(Streams.Publishers.class).both(null)).execution())
        .isEqualTo(Execution.NOT_EXECUTED);
  }
}
