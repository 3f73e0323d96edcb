package dev.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.interop.TestService.BoolValue;
import dev.tern.interop.TestService.EchoStatus;
import dev.tern.interop.TestService.Empty;
import dev.tern.interop.TestService.Payload;
import dev.tern.interop.TestService.PayloadType;
import dev.tern.interop.TestService.ResponseParameters;
import dev.tern.interop.TestService.SimpleRequest;
import dev.tern.interop.TestService.SimpleResponse;
import dev.tern.interop.TestService.StreamingInputCallRequest;
import dev.tern.interop.TestService.StreamingInputCallResponse;
import dev.tern.interop.TestService.StreamingOutputCallRequest;
import dev.tern.interop.TestService.StreamingOutputCallResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * gRPC's interoperability cases with a code-first consumer, against whichever server of {@code TestService} there is.
 * {@code server_compressed_streaming} is not among them: gRPC-Java's service, which Armeria serves here as well, sends
 * its streams as they are whatever it is asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsumerContract {
  private static final int[] REPLY_SIZES = {31_415, 9, 2_653, 58_979};
  private static final int[] REQUEST_SIZES = {27_182, 8, 1_828, 45_904};
  private static final String UNICODE =
      "\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \uD83D\uDE08\t\n";
  private static final AttachmentKey<String> ECHOED = AttachmentKey.of("x-grpc-test-echo-initial");

  private Server server;
  private RpcClient client;

  /** A server in a process of its own. */
  record Server(Peer process, int port) {}

  abstract Server start() throws Exception;

  @BeforeAll
  void open() throws Exception {
    server = start();
    client = consumer(server.port());
  }

  @AfterAll
  void close() {
    client.close();
    server.process().close();
  }

  private static RpcClient consumer(int port) {
    return RpcClient.builder().direct("127.0.0.1:" + port).maxMessageBytes(16 << 20).build();
  }

  private TestService service() {
    return client.create(TestService.class);
  }

  @Test
  void emptyUnary() throws Exception {
    assertThat(service().emptyCall(new Empty())).isEqualTo(new Empty());
    assertThat(client.create(TestServiceStyles.Futures.class).emptyCall(new Empty()).get(5, TimeUnit.SECONDS))
        .isEqualTo(new Empty());
  }

  @Test
  void largeUnary() throws Exception {
    assertThat(service().unaryCall(unary(314_159, 271_828)).payload().body()).hasSize(314_159);
    assertThat(client.create(TestServiceStyles.Futures.class).unaryCall(unary(314_159, 271_828))
        .get(5, TimeUnit.SECONDS).payload().body()).hasSize(314_159);
  }

  @Test
  void veryLargeRequest() {
    assertThat(service().unaryCall(unary(10, 8 << 20)).payload().body()).hasSize(10);
  }

  @Test
  void clientCompressedUnary() throws Exception {
    try (ByteCounter counter = new ByteCounter(server.port());
        RpcClient compressing = RpcClient.builder().direct("127.0.0.1:" + counter.port()).compressAbove(1_000).build()) {
      assertThat(compressing.create(TestService.class).unaryCall(unary(9, 271_828)).payload().body()).hasSize(9);
      assertThat(counter.sent()).isBetween(100L, 20_000L);
    }
  }

  @Test
  void clientCompressedStreaming() throws Exception {
    try (ByteCounter counter = new ByteCounter(server.port());
        RpcClient compressing = RpcClient.builder().direct("127.0.0.1:" + counter.port()).compressAbove(1_000).build()) {
      assertThat(compressing.create(TestService.class).streamingInputCall(inputs()).get(5, TimeUnit.SECONDS))
          .isEqualTo(new StreamingInputCallResponse(74_922));
      assertThat(counter.sent()).isBetween(100L, 20_000L);
    }
  }

  @Test
  void serverCompressedUnary() throws Exception {
    try (ByteCounter counter = new ByteCounter(server.port()); RpcClient counted = consumer(counter.port())) {
      SimpleResponse reply = counted.create(TestService.class).unaryCall(new SimpleRequest(PayloadType.COMPRESSABLE,
          314_159, null, false, false, new BoolValue(true), null, null));
      assertThat(reply.payload().body()).hasSize(314_159).containsOnly(0);
      assertThat(counter.answered()).isBetween(100L, 20_000L);
    }
  }

  @Test
  void clientStreaming() throws Exception {
    assertThat(service().streamingInputCall(inputs()).get(5, TimeUnit.SECONDS))
        .isEqualTo(new StreamingInputCallResponse(74_922));
  }

  @Test
  void serverStreamingToASubscriberAStreamAndAnIterator() throws Exception {
    StreamingOutputCallRequest request = outputs(0, REPLY_SIZES);
    assertThat(sizes(Received.from(service().streamingOutputCall(request)).rest())).containsExactly(REPLY_SIZES);
    try (Stream<StreamingOutputCallResponse> replies =
        client.create(TestServiceStyles.Streams.class).streamingOutputCall(request)) {
      assertThat(sizes(replies.toList())).containsExactly(REPLY_SIZES);
    }
    List<StreamingOutputCallResponse> all = new ArrayList<>();
    client.create(TestServiceStyles.Iterators.class).streamingOutputCall(request).forEachRemaining(all::add);
    assertThat(sizes(all)).containsExactly(REPLY_SIZES);
  }

  @Test
  void pingPong() throws Exception {
    Requests<StreamingOutputCallRequest> requests = new Requests<>();
    Received<StreamingOutputCallResponse> replies = Received.from(service().fullDuplexCall(requests));
    for (int i = 0; i < REPLY_SIZES.length; i++) {
      requests.send(output(REPLY_SIZES[i], REQUEST_SIZES[i]));
      assertThat(replies.next().payload().body()).hasSize(REPLY_SIZES[i]);
    }
    assertThat(replies.hasEnded()).isFalse();
    requests.end();
    assertThat(replies.rest()).isEmpty();
  }

  @Test
  void pingPongWithAnIterator() {
    Requests<StreamingOutputCallRequest> requests = new Requests<>();
    Iterator<StreamingOutputCallResponse> replies =
        client.create(TestServiceStyles.Iterators.class).fullDuplexCall(requests);
    for (int size : REPLY_SIZES) {
      requests.send(output(size, 1));
      assertThat(replies.next().payload().body()).hasSize(size);
    }
    requests.end();
    assertThat(replies.hasNext()).isFalse();
  }

  @Test
  void emptyStream() throws Exception {
    assertThat(Received.from(service().fullDuplexCall(Requests.of(List.of()))).rest()).isEmpty();
  }

  @Test
  void statusCodeAndMessage() {
    assertFails(Code.UNKNOWN, "test status message", () -> service().unaryCall(failing("test status message")));
    assertFails(Code.UNKNOWN, "test status message", () -> client.create(TestServiceStyles.Iterators.class)
        .fullDuplexCall(Requests.of(List.of(new StreamingOutputCallRequest(PayloadType.COMPRESSABLE, List.of(), null,
            new EchoStatus(2, "test status message"))))).hasNext());
  }

  @Test
  void specialStatusMessage() {
    assertFails(Code.UNKNOWN, UNICODE, () -> service().unaryCall(failing(UNICODE)));
  }

  @Test
  void unimplementedMethodAndService() {
    assertFails(Code.UNIMPLEMENTED, "",
        () -> client.create(TestServiceStyles.UnimplementedMethod.class).unimplementedCall(new Empty()));
    assertFails(Code.UNIMPLEMENTED, "",
        () -> client.create(TestServiceStyles.UnimplementedService.class).unimplementedCall(new Empty()));
  }

  @Test
  void cancelAfterBegin() throws Exception {
    Requests<StreamingInputCallRequest> requests = new Requests<>();
    CompletableFuture<StreamingInputCallResponse> reply = service().streamingInputCall(requests);
    requests.awaitSubscriber();
    reply.cancel(true);
    requests.awaitCancelled();
    assertThat(service().emptyCall(new Empty())).isEqualTo(new Empty());
  }

  @Test
  void cancelAfterFirstResponse() throws Exception {
    Requests<StreamingOutputCallRequest> requests = new Requests<>();
    Received<StreamingOutputCallResponse> replies = Received.from(service().fullDuplexCall(requests));
    requests.send(output(31_415, 27_182));
    assertThat(replies.next().payload().body()).hasSize(31_415);
    replies.cancel();
    requests.awaitCancelled();
    assertThat(service().emptyCall(new Empty())).isEqualTo(new Empty());
  }

  @Test
  void timeoutOnSleepingServer() {
    for (int round = 0; round < 10; round++) { // both ends count the deadline down; either may be first
      Requests<StreamingOutputCallRequest> requests = new Requests<>();
      requests.send(outputs(10_000_000, 31_415));
      assertFails(Code.DEADLINE_EXCEEDED, "",
          () -> client.create(TestServiceStyles.Hasty.class).fullDuplexCall(requests).hasNext());
    }
  }

  /** Its binary trailer is left out: an attachment is text. */
  @Test
  void customMetadata() {
    Replied<SimpleResponse> replied = RpcContext.current().with(ECHOED, "test_initial_metadata_value")
        .supply(() -> RpcContext.replied(() -> service().unaryCall(unary(314_159, 271_828))));
    assertThat(replied.value().payload().body()).hasSize(314_159);
    assertThat(replied.attachments().get(ECHOED)).isEqualTo("test_initial_metadata_value");
  }

  private static void assertFails(Code code, String text, Runnable call) {
    RpcException failure = catchThrowableOfType(RpcException.class, call::run);
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
    assertThat(failure.getMessage()).contains(text);
  }

  private static SimpleRequest unary(int reply, int request) {
    return new SimpleRequest(PayloadType.COMPRESSABLE, reply, Payload.ofSize(request), false, false, null, null, null);
  }

  private static SimpleRequest failing(String message) {
    return new SimpleRequest(PayloadType.COMPRESSABLE, 0, null, false, false, null, new EchoStatus(2, message), null);
  }

  private static StreamingOutputCallRequest outputs(int intervalUs, int... sizes) {
    return outputs(intervalUs, null, sizes);
  }

  private static StreamingOutputCallRequest output(int reply, int request) {
    return outputs(0, Payload.ofSize(request), reply);
  }

  private static StreamingOutputCallRequest outputs(int intervalUs, @Nullable Payload payload, int... sizes) {
    return new StreamingOutputCallRequest(PayloadType.COMPRESSABLE,
        IntStream.of(sizes).mapToObj(size -> new ResponseParameters(size, intervalUs, null)).toList(), payload, null);
  }

  private static Requests<StreamingInputCallRequest> inputs() {
    return Requests.of(IntStream.of(REQUEST_SIZES)
        .mapToObj(size -> new StreamingInputCallRequest(Payload.ofSize(size), null)).toList());
  }

  private static int[] sizes(List<StreamingOutputCallResponse> replies) {
    return replies.stream().mapToInt(reply -> reply.payload().body().length).toArray();
  }
}
