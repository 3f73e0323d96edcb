package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.it.pb.GreeterOuterClass;
import dev.tern.it.pb.HelloReply;
import dev.tern.it.pb.HelloRequest;
import io.grpc.Status;
import io.grpc.health.v1.HealthProto;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionRequest;
import io.grpc.reflection.v1.ServerReflectionProto;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools that know nothing of a provider ask it what it offers, and call that. */
class ReflectionTest {
  private static final List<String> STANDARD = List.of("grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** A generated service, as a plain interface over its generated messages. */
  @RpcService(name = "dev.tern.it.pb.Greeter")
  interface Greeter {
    @RpcMethod(name = "SayHello")
    HelloReply sayHello(HelloRequest request);
  }

  /** Another service of a name that is taken. */
  @RpcService(name = "bazaar.Bazaar")
  interface NewerBazaar {
    long count(String what);
  }

  private RpcServer serve(UnaryOperator<RpcServerBuilder> settings) {
    return world.serve(builder -> settings.apply(builder.reflection()));
  }

  private Reflected reflected(RpcServer server) {
    return new Reflected(StockChannel.to(server.port(), world));
  }

  private static ServerReflectionRequest named(String file) {
    return ServerReflectionRequest.newBuilder().setFileByFilename(file).build();
  }

  @Test
  void everyServiceIsListedOnceWhateverItsGroupsAndVersionsAndTheStandardOnesBesideThem() throws Exception {
    WorkProvider work = new WorkProvider("near");
    RpcServer server = serve(builder -> builder.service(new Bazaar.Provider()).service(work)
        .service(Work.class, work, "blue", "").service(Work.class, work, "blue", "2"));
    try (Reflected reflected = reflected(server)) {
      assertThat(reflected.services()).containsExactly("bazaar.Bazaar", "dev.tern.it.Work", STANDARD.get(0),
          STANDARD.get(1), STANDARD.get(2));
      for (String service : reflected.services()) {
        assertThat(Reflected.file(reflected.symbol(service)).getServices()).extracting("fullName").contains(service);
      }
    }
  }

  @Test
  void aCodeFirstMethodIsCalledByReflectionAlone() throws Exception {
    try (Reflected reflected = reflected(serve(builder -> builder.service(new Bazaar.Provider())))) {
      assertThat(reflected.call("bazaar.Bazaar", "scale", "shapes { circle { radius: 2 } } factor: 1.5"))
          .isEqualTo("result { circle { radius: 3.0 } }");
      assertThat(reflected.call("bazaar.Bazaar", "find", "id: 0")).isEmpty();
      assertThat(reflected.call("bazaar.Bazaar", "find", "id: 1")).contains("wrapping { square", "sku: \"lamp\"");
    }
  }

  @Test
  void theHealthIsCalledByReflectionAloneToo() throws Exception {
    try (Reflected reflected = reflected(serve(builder -> builder.service(new WorkProvider("near"))))) {
      assertThat(reflected.call(STANDARD.get(0), "Check", "")).isEqualTo("status: SERVING");
      assertThat(reflected.call(STANDARD.get(0), "List", "")).isEqualTo(
          "statuses { key: \"\" value { status: SERVING } }"
              + " statuses { key: \"dev.tern.it.Work\" value { status: SERVING } }");
    }
  }

  @Test
  void aGeneratedServiceIsDescribedSoThatEveryNameInItIsFound() throws Exception {
    RpcServer server = serve(builder -> builder.service((Greeter) request -> HelloReply.getDefaultInstance()));
    try (Reflected reflected = reflected(server)) {
      FileDescriptor service = Reflected.file(reflected.symbol("dev.tern.it.pb.Greeter"));
      assertThat(Reflected.file(reflected.symbol("dev.tern.it.pb.Greeter.SayHello")).getFullName())
          .isEqualTo(service.getFullName());
      FileDescriptor messages = GreeterOuterClass.getDescriptor();
      for (String name : List.of("HelloRequest", "Everything", "Everything.Nested", "Mood")) {
        assertThat(Reflected.file(reflected.symbol("dev.tern.it.pb." + name)).toProto())
            .as(name).isEqualTo(messages.toProto());
      }
      assertThat(Reflected.file(reflected.ask(named(messages.getName()))).toProto()).isEqualTo(messages.toProto());
    }
  }

  @Test
  void whatIsNotThereIsNotFoundAndTheStreamGoesOn() throws Exception {
    try (Reflected reflected = reflected(serve(builder -> builder.service(new Bazaar.Provider())))) {
      ServerReflectionRequest extension = ServerReflectionRequest.newBuilder().setHost("here")
          .setFileContainingExtension(ExtensionRequest.newBuilder().setContainingType("bazaar.Order")
              .setExtensionNumber(100)).build();
      ServerReflectionResponse noExtension = reflected.ask(extension);
      assertThat(noExtension.getErrorResponse()).isEqualTo(notFound("no such extension here"));
      assertThat(noExtension.getOriginalRequest()).isEqualTo(extension);
      assertThat(noExtension.getValidHost()).isEqualTo("here");
      assertThat(reflected.ask(named("nobody.proto")).getErrorResponse())
          .isEqualTo(notFound("no file of that name here"));
      assertThat(reflected.symbol("bazaar.Bazar").getErrorResponse())
          .isEqualTo(notFound("no service, method, message or enum of that name here"));
      assertThat(extensions(reflected, "bazaar.Nobody").getErrorResponse())
          .isEqualTo(notFound("no message of that name here"));
      assertThat(extensions(reflected, "bazaar.Order").getAllExtensionNumbersResponse().getBaseTypeName())
          .isEqualTo("bazaar.Order");
      assertThat(reflected.ask(ServerReflectionRequest.getDefaultInstance()).getErrorResponse().getErrorCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
      assertThat(reflected.services()).contains("bazaar.Bazaar");
    }
  }

  private static ServerReflectionResponse extensions(Reflected reflected, String type) throws InterruptedException {
    return reflected.ask(ServerReflectionRequest.newBuilder().setAllExtensionNumbersOfType(type).build());
  }

  private static ErrorResponse notFound(String text) {
    return ErrorResponse.newBuilder().setErrorCode(Status.Code.NOT_FOUND.value()).setErrorMessage(text).build();
  }

  @Test
  void theStandardServicesAreDescribedAsStockServersDescribeThem() throws Exception {
    try (Reflected reflected = reflected(serve(builder -> builder.service(new WorkProvider("near"))))) {
      FileDescriptorProto.Builder health = Reflected.file(reflected.symbol(STANDARD.get(0))).toProto().toBuilder();
      assertThat(health.getService(0).getMethod(1).getName()).isEqualTo("List"); // newer than the stock library here
      health.getServiceBuilder(0).removeMethod(1);
      assertThat(health.removeMessageType(3).removeMessageType(2).build())
          .isEqualTo(HealthProto.getDescriptor().toProto().toBuilder().clearOptions().build());
      assertThat(Reflected.file(reflected.symbol(STANDARD.get(1))).toProto())
          .isEqualTo(ServerReflectionProto.getDescriptor().toProto().toBuilder().clearOptions().build());
      assertThat(Reflected.file(reflected.symbol(STANDARD.get(2))).toProto().toBuilder().clearOptions().build())
          .isEqualTo(io.grpc.reflection.v1alpha.ServerReflectionProto.getDescriptor().toProto().toBuilder()
              .clearOptions().build());
    }
  }

  @Test
  void aToolOfTheFormerVersionIsAnsweredAlike() throws Exception {
    RpcServer server = serve(builder -> builder.service(new WorkProvider("near")));
    CompletableFuture<String> first = new CompletableFuture<>();
    StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(StockChannel.to(server.port(), world)).serverReflectionInfo(
            new StreamObserver<>() {
          @Override
          public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse response) {
            first.complete(response.getListServicesResponse().getService(0).getName());
          }

          @Override
          public void onError(Throwable failure) {
            first.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    requests.onNext(io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("dev.tern.it.Work");
    requests.onCompleted();
  }

  @Test
  void ofTwoVersionsThatDifferTheDefaultOneIsDescribed() throws Exception {
    RpcServer server = serve(builder -> builder
        .service(NewerBazaar.class, what -> 1, "", "2").service(new Bazaar.Provider()));
    try (Reflected reflected = reflected(server)) {
      assertThat(Reflected.file(reflected.symbol("bazaar.Bazaar")).findServiceByName("Bazaar").getMethods())
          .extracting("name").containsExactlyInAnyOrder("place", "find", "scale", "fail");
    }
  }

  @Test
  void aStreamThatIsLeftOpenDoesNotHoldUpTheEnd() throws Exception {
    RpcServer server = serve(builder -> builder.service(new WorkProvider("near")).drainLimit(Duration.ofMinutes(1)));
    Reflected reflected = reflected(server);
    assertThat(reflected.services()).isNotEmpty();
    CompletableFuture.runAsync(server::close).get(20, TimeUnit.SECONDS);
    assertThat(reflected.next()).asString().endsWith("UNAVAILABLE: the provider is closing");
  }

  @Test
  void itIsOffUnlessSwitchedOn() throws Exception {
    Reflected reflected = reflected(world.serve(new WorkProvider("near")));
    assertThat(reflected.next()).asString().contains("UNIMPLEMENTED");
  }

  @Test
  void withoutHealthItListsNone() throws Exception {
    try (Reflected reflected = reflected(serve(builder -> builder.health(false).service(new WorkProvider("near"))))) {
      assertThat(reflected.services()).doesNotContain(STANDARD.get(0)).contains(STANDARD.get(1));
      assertThat(reflected.symbol(STANDARD.get(0)).hasErrorResponse()).isTrue();
    }
  }

  @Test
  void withoutACodecThatDescribesItTheServerDoesNotStart() {
    assertThat(BadSettingsTest.refusal(() -> serve(builder -> builder.codecs("hessian", "json")
        .service(new WorkProvider("near"))))).isEqualTo("IllegalArgumentException: reflection: no codec of this server "
            + "describes its messages (offered: hessian, json). Offer protobuf as well, or leave reflection off.");
  }

  @RpcService(name = "grpc.health.v1.Health")
  interface OwnHealth {
    String check(String name);
  }

  @Test
  void aServiceOfTheUsersTakesThePlaceOfAStandardOneOnlyIfThatIsSwitchedOff() {
    OwnHealth own = name -> "fine";
    assertThat(BadSettingsTest.refusal(() -> world.serve(own))).isEqualTo("IllegalArgumentException: "
        + "grpc.health.v1.Health is offered by every server itself. To offer one of your own, switch that off: "
        + "RpcServer.builder().health(false).");
    RpcServer server = world.serve(builder -> builder.health(false).service(own));
    assertThat(world.direct(server.address().toString()).create(OwnHealth.class).check("")).isEqualTo("fine");
  }
}
