package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Watches one name with a stock stub, and keeps what it is told: states by name, then how the stream ended. */
final class HealthWatcher implements ClientResponseObserver<HealthCheckRequest, HealthCheckResponse> {
  private final ManagedChannel channel;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private ClientCallStreamObserver<HealthCheckRequest> call;

  private HealthWatcher(ManagedChannel channel) {
    this.channel = channel;
  }

  static HealthWatcher of(String name, ManagedChannel channel) {
    HealthWatcher watcher = new HealthWatcher(channel);
    // On the event loop, so that what it sees of the connection is as it was when the message came.
    HealthGrpc.newStub(channel).withExecutor(Runnable::run)
        .watch(HealthCheckRequest.newBuilder().setService(name).build(), watcher);
    return watcher;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> started) {
    call = started;
  }

  /** States come with that of the connection once its provider has sent it away; that it is ready may be told a moment late. */
  @Override
  public void onNext(HealthCheckResponse response) {
    ConnectivityState state = channel.getState(false);
    boolean there = state == ConnectivityState.READY || state == ConnectivityState.CONNECTING;
    told.add(response.getStatus() + (there ? "" : " on a connection that is " + state));
  }

  @Override
  public void onError(Throwable failure) {
    told.add(Status.fromThrowable(failure).getCode() + ": " + Status.fromThrowable(failure).getDescription());
  }

  @Override
  public void onCompleted() {
    told.add("completed");
  }

  /** Waits for it. */
  String next() throws InterruptedException {
    String next = told.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("the watcher is told something").isNotNull();
    return next;
  }

  /** What it was told and nobody has asked for yet. */
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    told.drainTo(rest);
    return rest;
  }

  void cancel() {
    call.cancel("enough", null);
  }
}
