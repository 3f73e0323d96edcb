package dev.tern.interop.armeria;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.EchoStatus;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.ResponseParameters;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.StreamingInputCallRequest;
import io.grpc.testing.integration.Messages.StreamingInputCallResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import io.grpc.testing.integration.TestServiceImpl;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code server}: serves on a free port of loopback and prints {@code port=...}. {@code client <port>}: tries every
 * kind of call against that port, prints a line for each, and ends with 1 if one went wrong.
 */
public final class ArmeriaPeer {
  private ArmeriaPeer() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("server")) {
      serve();
    } else {
      System.exit(call(Integer.parseInt(arguments[1])) ? 0 : 1);
    }
  }

  private static void serve() {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    Server server = Server.builder()
        .http(new InetSocketAddress("127.0.0.1", 0))
        .service(GrpcService.builder()
            .addService(ServerInterceptors.intercept(new TestServiceImpl(timer), TestServiceImpl.interceptors()))
            .useBlockingTaskExecutor(true).build())
        .build();
    server.start().join();
    System.out.println("port=" + server.activeLocalPort());
  }

  private static boolean call(int port) throws Exception {
    String uri = "gproto+http://127.0.0.1:" + port + "/";
    TestServiceGrpc.TestServiceBlockingStub blocking = GrpcClients.newClient(uri, TestServiceGrpc.TestServiceBlockingStub.class);
    TestServiceGrpc.TestServiceStub async = GrpcClients.newClient(uri, TestServiceGrpc.TestServiceStub.class);
    Cases cases = new Cases();
    cases.run("empty_unary", () -> blocking.emptyCall(Empty.getDefaultInstance()).equals(Empty.getDefaultInstance()));
    cases.run("large_unary", () -> blocking.unaryCall(SimpleRequest.newBuilder().setResponseSize(314_159)
        .setPayload(payload(271_828)).build()).getPayload().getBody().size() == 314_159);
    cases.run("server_streaming", () -> {
      Iterator<StreamingOutputCallResponse> replies = blocking.streamingOutputCall(sizes(31_415, 9, 2_653, 58_979));
      return sizesOf(replies).equals(List.of(31_415, 9, 2_653, 58_979));
    });
    cases.run("client_streaming", () -> {
      Collector<StreamingInputCallResponse> reply = new Collector<>();
      StreamObserver<StreamingInputCallRequest> requests = async.streamingInputCall(reply);
      for (int size : new int[] {27_182, 8, 1_828, 45_904}) {
        requests.onNext(StreamingInputCallRequest.newBuilder().setPayload(payload(size)).build());
      }
      requests.onCompleted();
      return reply.all().get(0).getAggregatedPayloadSize() == 74_922;
    });
    cases.run("ping_pong", () -> {
      Collector<StreamingOutputCallResponse> replies = new Collector<>();
      StreamObserver<StreamingOutputCallRequest> requests = async.fullDuplexCall(replies);
      int[] wanted = {31_415, 9, 2_653, 58_979};
      for (int i = 0; i < wanted.length; i++) {
        requests.onNext(sizes(wanted[i]));
        replies.await(i + 1);
      }
      requests.onCompleted();
      return replies.all().stream().map(reply -> reply.getPayload().getBody().size()).toList()
          .equals(List.of(31_415, 9, 2_653, 58_979));
    });
    cases.run("status_code_and_message", () -> statusOf(() -> blocking.unaryCall(SimpleRequest.newBuilder()
        .setResponseStatus(EchoStatus.newBuilder().setCode(2).setMessage("test status message")).build()))
        .equals(Status.UNKNOWN.getCode() + ": test status message"));
    cases.run("special_status_message", () -> statusOf(() -> blocking.unaryCall(SimpleRequest.newBuilder()
        .setResponseStatus(EchoStatus.newBuilder().setCode(2).setMessage("\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \uD83D\uDE08\t\n"))
        .build())).equals("UNKNOWN: \t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \uD83D\uDE08\t\n"));
    cases.run("unimplemented_method", () -> statusOf(() -> blocking.unimplementedCall(Empty.getDefaultInstance()))
        .startsWith("UNIMPLEMENTED"));
    cases.run("timeout_on_sleeping_server", () -> statusOf(() -> sizesOf(blocking
        .withDeadlineAfter(200, TimeUnit.MILLISECONDS).streamingOutputCall(StreamingOutputCallRequest.newBuilder()
            .addResponseParameters(ResponseParameters.newBuilder().setSize(1).setIntervalUs(5_000_000)).build())))
        .startsWith("DEADLINE_EXCEEDED"));
    return cases.allPassed;
  }

  private static Payload payload(int size) {
    return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
  }

  private static StreamingOutputCallRequest sizes(int... sizes) {
    StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
    for (int size : sizes) {
      request.addResponseParameters(ResponseParameters.newBuilder().setSize(size));
    }
    return request.build();
  }

  private static List<Integer> sizesOf(Iterator<StreamingOutputCallResponse> replies) {
    List<Integer> sizes = new ArrayList<>();
    replies.forEachRemaining(reply -> sizes.add(reply.getPayload().getBody().size()));
    return sizes;
  }

  private static String statusOf(Runnable call) {
    try {
      call.run();
      return "OK";
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
    }
  }

  /** Tries one case after the other and says how each went. */
  private static final class Cases {
    private boolean allPassed = true;

    interface Case {
      boolean passes() throws Exception;
    }

    void run(String name, Case tried) {
      String outcome;
      try {
        outcome = tried.passes() ? "passed" : "failed";
      } catch (Exception e) {
        outcome = "failed with " + e;
      }
      allPassed &= outcome.equals("passed");
      System.out.println(name + " " + outcome);
    }
  }

  /** Every reply of one call. */
  private static final class Collector<T> implements StreamObserver<T> {
    private final List<T> replies = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public synchronized void onNext(T reply) {
      replies.add(reply);
      notifyAll();
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      ended.complete(null);
    }

    synchronized void await(int count) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (replies.size() < count && System.nanoTime() < end) {
        wait(100);
      }
    }

    List<T> all() throws Exception {
      ended.get(5, TimeUnit.SECONDS);
      return replies;
    }
  }
}
