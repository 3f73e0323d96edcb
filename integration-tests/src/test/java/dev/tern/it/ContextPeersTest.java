package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import dev.tern.it.pb.GreeterGrpc;
import dev.tern.it.pb.HelloReply;
import dev.tern.it.pb.HelloRequest;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** Attachments and deadlines as stock gRPC peers see them, and as those send them who mean no good. */
class ContextPeersTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();
  private static final AttachmentKey<Long> QUOTA = AttachmentKey.ofLong("quota");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @RpcService(name = "dev.tern.it.pb.Greeter")
  interface Greeter {
    @RpcMethod(name = "SayHello")
    HelloReply sayHello(HelloRequest request);
  }

  private static HelloReply reply(@Nullable Object text) {
    return HelloReply.newBuilder().setText(String.valueOf(text)).build();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private Greeter greeter(String address) {
    return world.direct(address).create(Greeter.class);
  }

  private GreeterGrpc.GreeterBlockingStub stub(int port, ClientInterceptor... interceptors) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create()).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    return GreeterGrpc.newBlockingStub(channel).withInterceptors(interceptors);
  }

  private static ClientInterceptor sending(String... namesAndValues) {
    Metadata headers = new Metadata();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(key(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private static String hello(GreeterGrpc.GreeterBlockingStub stub) {
    return stub.sayHello(HelloRequest.getDefaultInstance()).getText();
  }

  /** A provider that passes calls on to the next. */
  private RpcServer passingOn(Greeter next) {
    return world.serve((Greeter) next::sayHello);
  }

  @Test
  void aStockPeerSeesAttachmentsAsMetadata() throws Exception {
    try (StockServer stock = StockServer.silent()) {
      Hop hop = world.direct(stock.address()).create(Hop.class);
      for (String header : List.of("tenant", "quota", "tern-persistent", "grpc-timeout")) {
        RpcContext.current().with(TENANT, "acme").with(QUOTA, 7L).run(() -> hop.askLater("a"));
        assertThat(stock.headerOfNextCall(header)).as(header).matches(switch (header) {
          case "tenant", "quota" -> header.equals("tenant") ? "acme" : "7";
          case "tern-persistent" -> "tenant";
          default -> "\\d+[mS]";
        });
      }
      hop.askLater("b");
      assertThat(stock.headerOfNextCall("tern-persistent")).as("without attachments").isEmpty();
    }
  }

  @Test
  void aStockPeerSendsAttachmentsAndReadsThoseOfReplyAndFailure() {
    RpcServer last = world.serve((Greeter) request -> reply(RpcContext.current().attachment(TENANT)));
    Greeter toLast = greeter(last.address().toString());
    RpcServer near = world.serve((Greeter) request -> {
      RpcContext here = RpcContext.current();
      here.reply(QUOTA, here.attachment(QUOTA) - 1);
      if (here.attachment(QUOTA) == 0) {
        throw new RpcException(Code.RESOURCE_EXHAUSTED, "no more");
      }
      return toLast.sayHello(request);
    });
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    ClientInterceptor capturing = MetadataUtils.newCaptureMetadataInterceptor(headers, trailers);
    assertThat(hello(stub(near.port(), capturing, sending("tenant", "acme", "quota", "7", "tern-persistent", "tenant"))))
        .isEqualTo("acme");
    assertThat(headers.get().get(key("quota"))).isEqualTo("6");
    assertThat(hello(stub(near.port(), sending("tenant", "acme", "quota", "7")))).as("not persistent").isEqualTo("null");
    try {
      hello(stub(near.port(), capturing, sending("quota", "0")));
      throw new AssertionError("it answered");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode().value()).isEqualTo(Code.RESOURCE_EXHAUSTED.number());
      assertThat(e.getTrailers().get(key("quota"))).isEqualTo("-1");
    }
  }

  @Test
  void aValueThatCannotBeReadIsTheFaultOfWhoeverSentIt() {
    RpcServer near = world.serve((Greeter) request -> reply(RpcContext.current().attachment(QUOTA)));
    try {
      hello(stub(near.port(), sending("quota", "plenty-s3cret")));
      throw new AssertionError("it answered");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().toString()).contains("INVALID_ARGUMENT", "attachment quota: its value cannot be read")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void junkThatAPeerWantsForwardedHarmsNobody() throws Exception {
    try (StockServer last = StockServer.silent()) {
      Hop onwards = world.direct(last.address()).create(Hop.class);
      List<String> names = List.of("authorization", "cookie", "tern-group", "tern-codec", "te", "user-agent",
          "absent", "tenant", "tern-persistent");
      RpcServer near = world.serve((Greeter) request -> {
        names.forEach(name -> onwards.askLater(name));
        return reply("fine");
      });
      String junk = String.join(",", names) + ",key-bin,GRPC-Timeout,grpc-timeout,:path,,\",;=";
      assertThat(hello(stub(near.port(), sending("tern-persistent", junk, "authorization", "bearer", "cookie", "c",
          "tern-codec", "proto", "tenant", "acme")))).isEqualTo("fine");
      List<String> forwarded = new ArrayList<>();
      for (String name : names) {
        String value = last.headerOfNextCall(name);
        if (!value.isEmpty()) {
          forwarded.add(name + "=" + value);
        }
      }
      assertThat(forwarded).filteredOn(header -> !header.startsWith("user-agent=grpc-java") && !header.equals("te=trailers"))
          .containsExactly("tenant=acme", "tern-persistent=tenant");
    }
  }

  @Test
  void asManyNamesAndValuesAsHeadersHoldLeaveRoomForWhatTheProviderAdds() {
    Greeter last = greeter(world.serve((Greeter) request ->
        reply(RpcContext.current().attachment(AttachmentKey.of("own")).length())).address().toString());
    RpcServer near = world.serve((Greeter) request -> reply(RpcContext.current()
        .with(AttachmentKey.of("own"), "x".repeat(4000)).supply(() -> last.sayHello(request)).getText()));
    String manyNames = IntStream.range(0, 1_000).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
    assertThat(hello(stub(near.port(), sending("tern-persistent", manyNames)))).isEqualTo("4000");
    String[] full = IntStream.range(0, 60).boxed().flatMap(i -> List.of("n" + i, "v".repeat(50)).stream())
        .toArray(String[]::new);
    assertThat(hello(stub(near.port(), sending(full), sending("tern-persistent",
        IntStream.range(0, 60).mapToObj(i -> "n" + i).collect(Collectors.joining(",")))))).isEqualTo("4000");
  }

  /** T3, behind a peer that sets no deadline. */
  @Test
  void whereTheCallerSetsNoDeadlineTheNextCallStillHasOneOnTheWire() throws Exception {
    try (StockServer last = StockServer.silent()) {
      Hop onwards = world.direct(last.address()).create(Hop.class);
      RpcServer near = world.serve((Greeter) request -> {
        onwards.askLater("a");
        return reply(RpcContext.current().remaining().isPresent());
      });
      assertThat(hello(stub(near.port()))).as("its caller's deadline").isEqualTo("false");
      assertThat(last.headerOfNextCall("grpc-timeout")).matches("2\\d\\d\\dm|3000m|3S");
    }
  }
}
