package dev.tern.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Call.Delivery;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import dev.tern.tck.TransportPeers.Ended;
import dev.tern.tck.TransportPeers.Scripted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do. Extend it, or {@link SocketTransportContract} for one over sockets, give it your
 * factory, and run it.
 *
 * <p>Waits are for events and end with them; their limits only bound a failing test.
 */
public abstract class TransportContract {
  static final long SECOND = 1_000_000_000L;
  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);

  Transport client;
  Scripted handler;
  private ServerTransport server;

  /** The transport under test. */
  protected abstract TransportFactory factory();

  @BeforeEach
  void openBothHalves() throws IOException {
    handler = new Scripted();
    server = factory().listen(ANY_PORT, TransportSettings.DEFAULT, handler);
    client = factory().client(TransportSettings.DEFAULT);
  }

  @AfterEach
  void closeBothHalves() {
    client.close();
    server.close();
  }

  @Test
  void carriesOneMessageEachWay() throws Exception {
    handler.replyWith(request -> request + " back");

    Ended ended = call("there").await();

    assertThat(ended.closed().isOk()).isTrue();
    assertThat(ended.messages()).containsExactly("there back");
  }

  @Test
  void carriesAnEmptyMessageAndOneOfAMebibyte() throws Exception {
    handler.replyWith(request -> request);
    String large = "x".repeat(1 << 20);

    assertThat(call("").await().messages()).containsExactly("");
    assertThat(call(large).await().messages()).containsExactly(large);
  }

  @Test
  void carriesWhatWasFilledAtTheFrontOfTheBuffer() throws Exception {
    handler.replyWith(request -> request);
    TransportPeers.Listening listener = new TransportPeers.Listening();

    connection().unary(route(), Headers.empty(), SECOND, out -> {
      byte[] bytes = "from the back".getBytes(UTF_8);
      out.reserveFront(bytes.length);
      out.start(out.start() - bytes.length);
      System.arraycopy(bytes, 0, out.array(), out.start(), bytes.length);
    }, listener);

    assertThat(listener.await().messages()).containsExactly("from the back");
  }

  @Test
  void carriesHeadersOfTheRouteAndOfTheCallAndThoseOfTheReply() throws Exception {
    handler.replyWith(request -> request);
    handler.replyHeaders(Headers.of(Map.of("answer", "42")));
    Transport.Route route = client.route(TransportPeers.unary(), Headers.of(Map.of("tern-group", "blue")));
    TransportPeers.Listening listener = new TransportPeers.Listening();

    connection().unary(route, Headers.of(Map.of("trace", "t1")), SECOND, TransportPeers.text("x"), listener);

    Ended ended = listener.await();
    assertThat(ended.headers().get("answer")).isEqualTo("42");
    TransportPeers.Started started = handler.started();
    assertThat(started.headers().get("tern-group")).isEqualTo("blue");
    assertThat(started.headers().get("trace")).isEqualTo("t1");
  }

  @Test
  void carriesTrailersOfASuccessBehindItsMessage() throws Exception {
    TransportPeers.Listening listener = call("held");
    TransportPeers.Started started = handler.started();
    started.awaitHalfClose();

    started.call().reply(Headers.of(Map.of("both", "first")), TransportPeers.text("x"),
        Headers.of(Map.of("both", "last", "sum-bin", "/+8")));

    Ended ended = listener.await();
    assertThat(ended.closed().isOk()).isTrue();
    assertThat(ended.closed().delivery()).isEqualTo(Delivery.ANSWERED);
    assertThat(ended.messages()).containsExactly("x");
    assertThat(ended.headers().get("both")).isEqualTo("first");
    assertThat(ended.headers().get("sum-bin")).isNull();
    assertThat(ended.closed().trailers().get("both")).isEqualTo("last");
    assertThat(ended.closed().trailers().get("sum-bin")).isEqualTo("/+8");
  }

  @Test
  void aSuccessWithoutTrailersHasNone() throws Exception {
    handler.replyWith(request -> request);
    handler.replyHeaders(Headers.of(Map.of("answer", "42")));

    List<String> names = new ArrayList<>();
    call("x").await().closed().trailers().forEach((name, value) -> names.add(name));

    assertThat(names).isEmpty();
  }

  @Test
  void tellsTheProviderHowMuchTimeIsLeftAndNeverMore() throws Exception {
    handler.replyWith(request -> request);
    TransportPeers.Listening listener = new TransportPeers.Listening();

    connection().unary(route(), Headers.empty(), 1_500_000_000L, TransportPeers.text("x"), listener);
    listener.await();

    assertThat(handler.started().remainingNanos()).isPositive().isLessThanOrEqualTo(1_500_000_000L);
  }

  @Test
  void aFailureOfTheProviderArrivesWithItsCodeTextAndTrailers() throws Exception {
    handler.failWith(Code.FAILED_PRECONDITION, "not today", Headers.of(Map.of("tern-executed", "no")));

    Call.Closed closed = call("x").await().closed();

    assertThat(closed.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(closed.message()).isEqualTo("not today");
    assertThat(closed.delivery()).isEqualTo(Delivery.ANSWERED);
    assertThat(closed.trailers().get("tern-executed")).isEqualTo("no");
  }

  @Test
  void everyCodeArrivesAsItself() throws Exception {
    for (Code code : Code.values()) {
      handler.failWith(code, "because", Headers.empty());
      assertThat(call("x").await().closed().code()).isEqualTo(code);
    }
  }

  @Test
  void aRefusedConnectionSentNothing() throws Exception {
    Connection nowhere = client.connect(new Endpoint("127.0.0.1", unusedPort()));
    TransportPeers.Listening listener = new TransportPeers.Listening();

    nowhere.unary(route(), Headers.empty(), 5 * SECOND, TransportPeers.text("x"), listener);

    Call.Closed closed = listener.await().closed();
    assertThat(closed.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(closed.delivery()).isEqualTo(Delivery.NOT_SENT);
    assertThat(closed.message()).isNotBlank();
  }

  @Test
  void cancellingTellsTheListenerBeforeItReturnsAndReachesTheProvider() throws Exception {
    TransportPeers.Listening listener = call("held");
    Call call = listener.call();
    TransportPeers.Started started = handler.started();
    started.awaitHalfClose();

    call.cancel(Code.CANCELLED, "enough");

    assertThat(listener.isEnded()).isTrue();
    assertThat(listener.await().closed().code()).isEqualTo(Code.CANCELLED);
    assertThat(listener.await().closed().delivery()).isEqualTo(Delivery.MAYBE_SENT);
    started.awaitCancel();
    assertThat(started.call().isCancelled()).isTrue();
  }

  @Test
  void whatIsAnsweredAfterACancelIsDropped() throws Exception {
    TransportPeers.Listening listener = call("held");
    TransportPeers.Started started = handler.started();
    started.awaitHalfClose();
    listener.call().cancel(Code.CANCELLED, "enough");
    started.awaitCancel();

    started.call().reply(Headers.empty(), TransportPeers.text("late"));

    handler.replyWith(request -> request);
    assertThat(call("next").await().messages()).containsExactly("next");
    assertThat(listener.await().messages()).isEmpty();
    assertThat(listener.closes()).isEqualTo(1);
  }

  @Test
  void aProviderThatBreaksOffMayHaveExecuted() throws Exception {
    TransportPeers.Listening listener = call("held");
    handler.started().awaitHalfClose();

    server.close();

    Call.Closed closed = listener.await().closed();
    assertThat(closed.code()).isIn(Code.UNAVAILABLE, Code.CANCELLED);
    assertThat(closed.delivery()).isNotEqualTo(Delivery.NOT_SENT);
  }

  @Test
  void aWriterThatFailsBeginsNoCall() throws Exception {
    TransportPeers.Listening listener = new TransportPeers.Listening();
    RpcException refusal = RpcException.notExecuted(Code.INVALID_ARGUMENT, "null");

    assertThatThrownBy(() -> connection().unary(route(), Headers.empty(), SECOND, out -> {
      throw refusal;
    }, listener)).isSameAs(refusal);

    assertThat(listener.isEnded()).isFalse();
    assertThat(handler.startedCalls()).isZero();
  }

  @Test
  void aMessageAboveTheLimitIsRefusedBeforeItIsSent() {
    MessageWriter tooLarge = TransportPeers.text("x".repeat((4 << 20) + 100));

    assertThatThrownBy(() -> connection().unary(route(), Headers.empty(), SECOND, tooLarge,
        new TransportPeers.Listening()))
        .isInstanceOf(RpcException.class).hasMessageContaining("4194304").hasMessageContaining("maxMessageBytes");
  }

  @Test
  void aFailedConnectionIsReportedAndComesBackWhenTheProviderDoes() throws Exception {
    int port = unusedPort();
    LinkedBlockingQueue<Boolean> states = new LinkedBlockingQueue<>();
    Connection connection = client.connect(new Endpoint("127.0.0.1", port));
    connection.onReachable(states::add);
    assertThat(awaitState(states, false)).isTrue();

    Scripted second = new Scripted();
    second.replyWith(request -> request);
    try (ServerTransport late = factory().listen(new Endpoint("127.0.0.1", port), TransportSettings.DEFAULT, second)) {
      connection.retryNow();
      assertThat(awaitState(states, true)).isTrue();
      TransportPeers.Listening listener = new TransportPeers.Listening();
      connection.unary(route(), Headers.empty(), SECOND, TransportPeers.text("hello"), listener);
      assertThat(listener.await().messages()).containsExactly("hello");
      assertThat(late.address().port()).isEqualTo(port);
    }
    assertThat(awaitState(states, false)).isTrue(); // noticed without a call
  }

  @Test
  void oneHolderLettingGoDoesNotDisturbAnother() throws Exception {
    handler.replyWith(request -> request);
    Connection first = client.connect(server.address());
    Connection second = client.connect(server.address());

    first.close();
    first.close();

    TransportPeers.Listening listener = new TransportPeers.Listening();
    second.unary(route(), Headers.empty(), SECOND, TransportPeers.text("still here"), listener);
    assertThat(listener.await().messages()).containsExactly("still here");
  }

  @Test
  void drainingLetsCallsUnderWayFinish() throws Exception {
    TransportPeers.Listening listener = call("held");
    TransportPeers.Started started = handler.started();
    started.awaitHalfClose();

    server.drain();
    assertThat(server.awaitDrained(Duration.ofMillis(50))).isFalse();
    started.call().reply(Headers.empty(), TransportPeers.text("done"));

    assertThat(listener.await().messages()).containsExactly("done");
    assertThat(server.awaitDrained(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void aStreamArrivesOnlyAsFastAsItIsAskedFor() throws Exception {
    TransportPeers.Listening listener = new TransportPeers.Listening();
    Call call = connection().open(client.route(TransportPeers.serverStream(), Headers.empty()), Headers.empty(),
        5 * SECOND, listener);
    call.send(TransportPeers.text("three"));
    call.halfClose();
    TransportPeers.Started started = handler.started();
    started.awaitHalfClose();
    started.call().sendHeaders(Headers.empty());
    for (String each : List.of("one", "two", "three")) {
      started.call().send(TransportPeers.text(each));
    }
    started.call().complete();

    call.request(1);
    assertThat(listener.nextMessage()).isEqualTo("one");
    assertThat(listener.messageWithin(Duration.ofMillis(50))).isNull();
    call.request(3);

    assertThat(listener.await().closed().isOk()).isTrue();
    assertThat(listener.await().messages()).containsExactly("one", "two", "three");
  }

  @Test
  void bothSidesStreamAtOnce() throws Exception {
    TransportPeers.Listening listener = new TransportPeers.Listening();
    Call call = connection().open(client.route(TransportPeers.bidiStream(), Headers.empty()), Headers.empty(),
        5 * SECOND, listener);
    call.request(10);
    TransportPeers.Started started = handler.started();
    started.call().request(10);
    started.call().sendHeaders(Headers.empty());

    call.send(TransportPeers.text("ping"));
    assertThat(started.nextMessage()).isEqualTo("ping");
    started.call().send(TransportPeers.text("pong"));
    assertThat(listener.nextMessage()).isEqualTo("pong");
    call.halfClose();
    started.awaitHalfClose();
    started.call().complete(Headers.of(Map.of("sum-bin", "AQID")));

    assertThat(listener.await().closed().isOk()).isTrue();
    assertThat(listener.await().closed().trailers().get("sum-bin")).isEqualTo("AQID");
  }

  @Test
  void aPortInUseIsNamed() {
    assertThatThrownBy(() -> factory().listen(server.address(), TransportSettings.DEFAULT, handler))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on " + server.address() + ": the port is in use");
  }

  @Test
  void callbacksRunWhereBlockingIsForbiddenAndTheTransportKnowsIt() throws Exception {
    handler.replyWith(request -> request);

    assertThat(client.isEventLoop(call("x").await().thread())).isTrue();
    assertThat(server.isEventLoop(handler.started().thread())).isTrue();
    assertThat(client.isEventLoop(Thread.currentThread())).isFalse();
  }

  TransportPeers.Listening call(String request) {
    TransportPeers.Listening listener = new TransportPeers.Listening();
    listener.call(connection().unary(route(), Headers.empty(), 10 * SECOND, TransportPeers.text(request), listener));
    return listener;
  }

  Connection connection() {
    return client.connect(server.address());
  }

  Transport.Route route() {
    return client.route(TransportPeers.unary(), Headers.empty());
  }

  private static boolean awaitState(LinkedBlockingQueue<Boolean> states, boolean wanted) throws InterruptedException {
    Boolean seen;
    do {
      seen = states.poll(10, TimeUnit.SECONDS);
    } while (seen != null && seen != wanted);
    return seen != null;
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
