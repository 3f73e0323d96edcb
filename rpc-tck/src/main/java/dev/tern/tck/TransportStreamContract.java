package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Call.Delivery;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.tck.TransportPeers.Listening;
import dev.tern.tck.TransportPeers.Scripted;
import dev.tern.tck.TransportPeers.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do for streams, beside {@link TransportContract}. Extend it, give it your factory, and run
 * it.
 *
 * <p>Waits are for events and end with them; their limits only bound a failing test.
 */
public abstract class TransportStreamContract {
  private static final Duration SILENCE = Duration.ofMillis(50);
  private static final String LONG = "x".repeat(64 << 10);
  /** Of those long messages, what windows of 1 MiB and buffers at both ends may hold, generously. */
  private static final int MOST_ON_THE_WAY = 100;

  private Transport client;
  private Scripted handler;
  private ServerTransport server;

  /** The transport under test. */
  protected abstract TransportFactory factory();

  @BeforeEach
  void openBothHalves() throws IOException {
    handler = new Scripted();
    server = factory().listen(new Endpoint("127.0.0.1", 0), TransportSettings.DEFAULT, handler);
    client = factory().client(TransportSettings.DEFAULT);
  }

  @AfterEach
  void closeBothHalves() {
    client.close();
    server.close();
  }

  /** Both ends of one call, under way. */
  private record Both(Call call, Listening listener, Started started) {}

  private Both open(MethodContract method) throws InterruptedException {
    Listening listener = new Listening();
    Call call = client.connect(server.address()).open(client.route(method, Headers.empty()), Headers.empty(),
        Long.MAX_VALUE, listener);
    if (!method.kind().streamsRequests()) {
      call.send(TransportPeers.text("go"));
      call.halfClose();
    }
    Started started = handler.started();
    return new Both(call, listener, started);
  }

  private Both talk() throws InterruptedException {
    Both both = open(TransportPeers.bidiStream());
    both.started().call().sendHeaders(Headers.empty());
    return both;
  }

  @Test
  void manyMessagesArriveInOrderBothWays() throws Exception {
    Both both = talk();
    List<String> many = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();
    both.call().request(many.size() + 1);
    both.started().call().request(many.size() + 1);

    for (String each : many) {
      both.call().send(TransportPeers.text(each));
      both.started().call().send(TransportPeers.text(each));
    }
    both.call().halfClose();
    for (String each : many) {
      assertThat(both.started().nextMessage()).isEqualTo(each);
    }
    both.started().awaitHalfClose();
    both.started().call().complete();

    assertThat(both.listener().await().messages()).isEqualTo(many);
    assertThat(both.listener().await().closed().isOk()).isTrue();
  }

  @Test
  void aStreamWithoutATimeTellsItsProviderNone() throws Exception {
    assertThat(talk().started().remainingNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void headersArriveBeforeAnyMessageIsAskedFor() throws Exception {
    Both both = open(TransportPeers.bidiStream());
    both.started().call().sendHeaders(Headers.of(Map.of("answer", "42")));
    assertThat(both.listener().awaitHeaders().get("answer")).isEqualTo("42");
  }

  @Test
  void requestsArriveOnlyAsFastAsTheProviderAsksForThem() throws Exception {
    Both both = talk();
    for (String each : List.of("one", "two", "three")) {
      both.call().send(TransportPeers.text(each));
    }
    both.started().call().request(1);
    assertThat(both.started().nextMessage()).isEqualTo("one");
    Thread.sleep(SILENCE.toMillis());
    assertThat(both.started().unread()).isZero();
    both.started().call().request(2);
    assertThat(both.started().nextMessage()).isEqualTo("two");
    assertThat(both.started().nextMessage()).isEqualTo("three");
  }

  @Test
  void aConsumerIsNotReadyOnceItsProviderTakesNoMoreAndIsToldWhenItIsAgain() throws Exception {
    Both both = talk();
    TransportPeers.until(() -> both.listener().readies() > 0);
    assertThat(both.call().isReady()).isTrue();
    int sent = sendUntilNoMoreIsTaken(both.call()::isReady, both.call()::send);
    int before = both.listener().readies();

    both.started().call().request(sent);

    TransportPeers.until(() -> both.listener().readies() > before);
    assertThat(both.call().isReady()).isTrue();
    for (int i = 0; i < sent; i++) {
      assertThat(both.started().nextMessage()).isEqualTo(LONG);
    }
  }

  @Test
  void aProviderIsNotReadyOnceItsConsumerTakesNoMoreAndIsToldWhenItIsAgain() throws Exception {
    Both both = open(TransportPeers.serverStream());
    both.started().awaitHalfClose();
    both.started().call().sendHeaders(Headers.empty());
    TransportPeers.until(both.started().call()::isReady);
    int sent = sendUntilNoMoreIsTaken(both.started().call()::isReady, both.started().call()::send);
    int before = both.started().readies();

    both.call().request(sent);

    TransportPeers.until(() -> both.started().readies() > before);
    assertThat(both.started().call().isReady()).isTrue();
    for (int i = 0; i < sent; i++) {
      assertThat(both.listener().nextMessage()).isEqualTo(LONG);
    }
  }

  /** @return how many were sent until the sender stayed unready, as it is for a moment whenever its own thread is late */
  private static int sendUntilNoMoreIsTaken(BooleanSupplier ready, Consumer<MessageWriter> send) throws InterruptedException {
    int sent = 0;
    do {
      while (ready.getAsBoolean() && sent <= MOST_ON_THE_WAY) {
        send.accept(TransportPeers.text(LONG));
        sent++;
        Thread.sleep(1); // for those on the way to be taken, were there anybody to take them
      }
      Thread.sleep(SILENCE.toMillis() * 4);
    } while (ready.getAsBoolean() && sent <= MOST_ON_THE_WAY);
    assertThat(sent).isLessThan(MOST_ON_THE_WAY);
    return sent;
  }

  @Test
  void repliesGoOnAfterTheConsumerHasSaidAll() throws Exception {
    Both both = talk();
    both.call().request(3);
    both.started().call().request(2);
    both.call().send(TransportPeers.text("all"));
    both.call().halfClose();
    both.started().awaitHalfClose();
    assertThat(both.started().nextMessage()).isEqualTo("all");

    both.started().call().send(TransportPeers.text("one"));
    both.started().call().send(TransportPeers.text("two"));
    both.started().call().complete();

    assertThat(both.listener().await().messages()).containsExactly("one", "two");
  }

  @Test
  void aProviderMayEndACallWhoseConsumerHasNotSaidAll() throws Exception {
    Both both = talk();
    both.call().request(1);
    both.started().call().complete();
    assertThat(both.listener().await().closed().isOk()).isTrue();
    assertThat(both.call().isReady()).isFalse();
    assertThatCode(() -> {
      both.call().send(TransportPeers.text("late"));
      both.call().halfClose();
      both.call().request(1);
      both.call().cancel(Code.CANCELLED, "late");
    }).doesNotThrowAnyException();
    assertThat(both.listener().closes()).isEqualTo(1);
  }

  @Test
  void aFailureInMidStreamArrivesBehindTheMessagesBeforeIt() throws Exception {
    Both both = talk();
    both.call().request(10);
    both.started().call().send(TransportPeers.text("one"));
    both.started().call().fail(Code.DATA_LOSS, "no more", Headers.of(Map.of("why", "worn")));

    Call.Closed closed = both.listener().await().closed();
    assertThat(both.listener().await().messages()).containsExactly("one");
    assertThat(closed.code()).isEqualTo(Code.DATA_LOSS);
    assertThat(closed.delivery()).isEqualTo(Delivery.ANSWERED);
    assertThat(closed.trailers().get("why")).isEqualTo("worn");
  }

  @Test
  void cancellingInMidStreamTellsBothEndsAndDropsWhatIsSentAfterwards() throws Exception {
    Both both = talk();
    both.call().request(10);
    both.started().call().send(TransportPeers.text("one"));
    assertThat(both.listener().nextMessage()).isEqualTo("one");

    both.call().cancel(Code.CANCELLED, "enough");

    assertThat(both.listener().isEnded()).isTrue();
    assertThat(both.listener().await().closed().code()).isEqualTo(Code.CANCELLED);
    both.started().awaitCancel();
    assertThatCode(() -> {
      both.call().send(TransportPeers.text("late"));
      both.call().halfClose();
      both.call().request(1);
      both.started().call().send(TransportPeers.text("late"));
      both.started().call().complete();
    }).doesNotThrowAnyException();
    assertThat(both.call().isReady()).isFalse();
    assertThat(both.started().isHalfClosed()).isFalse();
    assertThat(both.listener().await().messages()).containsExactly("one");
    assertThat(both.listener().closes()).isEqualTo(1);
  }

  @Test
  void whatCameForCancelledCallsLeavesRoomForOthers() throws Exception {
    for (int round = 0; round < 8; round++) { // together more than any window holds
      Both unread = open(TransportPeers.serverStream());
      unread.started().awaitHalfClose();
      unread.started().call().sendHeaders(Headers.empty());
      for (int i = 0; i < 16; i++) {
        unread.started().call().send(TransportPeers.text(LONG));
      }
      unread.listener().awaitHeaders();
      unread.call().cancel(Code.CANCELLED, "enough");
      unread.started().awaitCancel();
    }
    Both read = open(TransportPeers.serverStream());
    read.started().call().sendHeaders(Headers.empty());
    read.call().request(100);
    for (int i = 0; i < 16; i++) {
      read.started().call().send(TransportPeers.text(LONG));
      assertThat(read.listener().nextMessage()).isEqualTo(LONG);
    }
  }

  @Test
  void aMessageThatCannotBeWrittenLeavesTheCallAsItWas() throws Exception {
    Both both = talk();
    both.started().call().request(3);
    RpcException refusal = RpcException.notExecuted(Code.INVALID_ARGUMENT, "null");
    assertThatThrownBy(() -> both.call().send(out -> {
      throw refusal;
    })).isSameAs(refusal);
    both.call().send(TransportPeers.text("next"));
    assertThat(both.started().nextMessage()).isEqualTo("next");
  }

  @Test
  void aRequestThatCannotBeWrittenReachesNoHandlerOfAStream() throws Exception {
    RpcException refusal = RpcException.notExecuted(Code.INVALID_ARGUMENT, "null");
    Transport.Route route = client.route(TransportPeers.serverStream(), Headers.empty());
    assertThatThrownBy(() -> client.connect(server.address()).serverStream(route, Headers.empty(), Long.MAX_VALUE,
        out -> {
          throw refusal;
        }, new Listening())).isSameAs(refusal);

    Listening listener = new Listening();
    Call call = client.connect(server.address()).serverStream(route, Headers.empty(), Long.MAX_VALUE,
        TransportPeers.text("go"), listener);
    Started started = handler.started();
    started.awaitHalfClose();
    assertThat(started.nextMessage()).isEqualTo("go");
    started.call().sendHeaders(Headers.empty());
    started.call().send(TransportPeers.text("one"));
    call.request(1);
    assertThat(listener.nextMessage()).isEqualTo("one");
  }
}
