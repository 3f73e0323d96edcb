package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A streaming call by stock grpc-java, of which the test decides every step: nothing is asked for by itself. */
final class StockStream<Q, R> extends ClientCall.Listener<R> {
  private static final int LIMIT_SECONDS = 20;

  private final ClientCall<Q, R> call;
  private final BlockingQueue<R> received = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();
  private volatile Metadata trailers = new Metadata();

  private StockStream(ClientCall<Q, R> call) {
    this.call = call;
  }

  static <Q, R> StockStream<Q, R> start(Channel channel, MethodDescriptor<Q, R> method) {
    return start(channel, method, CallOptions.DEFAULT);
  }

  static <Q, R> StockStream<Q, R> start(Channel channel, MethodDescriptor<Q, R> method, CallOptions options) {
    StockStream<Q, R> started = new StockStream<>(channel.newCall(method, options));
    started.call.start(started, new Metadata());
    return started;
  }

  /** The only request of a call that streams its replies. */
  StockStream<Q, R> ask(Q request) {
    return send(request).halfClose();
  }

  StockStream<Q, R> send(Q request) {
    call.sendMessage(request);
    return this;
  }

  StockStream<Q, R> halfClose() {
    call.halfClose();
    return this;
  }

  StockStream<Q, R> request(int count) {
    call.request(count);
    return this;
  }

  void cancel() {
    call.cancel("the test gives up", null);
  }

  boolean isReady() {
    return call.isReady();
  }

  /** Asks for one and waits for it. */
  R next() throws InterruptedException {
    call.request(1);
    return awaitNext();
  }

  R awaitNext() throws InterruptedException {
    R next = received.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a message within " + LIMIT_SECONDS + " s, status so far " + status.getNow(null)).isNotNull();
    return next;
  }

  /** Everything until the end, which has to be success. */
  List<R> rest() {
    call.request(Integer.MAX_VALUE);
    assertThat(status()).isEqualTo(Status.Code.OK);
    List<R> rest = new ArrayList<>();
    received.drainTo(rest);
    return rest;
  }

  int waiting() {
    return received.size();
  }

  boolean hasHeaders() {
    return headers.get() != null;
  }

  @Nullable Metadata headers() {
    return headers.get();
  }

  Metadata trailers() {
    return trailers;
  }

  Status.Code status() {
    return fullStatus().getCode();
  }

  Status fullStatus() {
    return status.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean hasEnded() {
    return status.isDone();
  }

  /** True if it ends in this time. */
  boolean endsWithin(Duration limit) {
    return status.copy().completeOnTimeout(Status.UNKNOWN, limit.toNanos(), TimeUnit.NANOSECONDS).join()
        != Status.UNKNOWN;
  }

  @Override
  public void onHeaders(Metadata received) {
    headers.set(received);
  }

  @Override
  public void onMessage(R message) {
    received.add(message);
  }

  @Override
  public void onClose(Status ended, Metadata with) {
    trailers = with;
    status.complete(ended);
  }
}
