package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.it.pb.Everything;
import dev.tern.it.pb.GreeterGrpc;
import dev.tern.it.pb.HelloReply;
import dev.tern.it.pb.HelloRequest;
import dev.tern.it.pb.Mood;
import dev.tern.it.pb.Point;
import dev.tern.it.pb.ShopGrpc;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F09 and the wire: stock grpc-java calls us, and we call stock grpc-java. */
class GrpcInteropTest {
  private static final Everything EVERYTHING = Everything.newBuilder().setADouble(-0.5).setAFloat(1e-30f).setAnInt32(-1)
      .setAnInt64(Long.MIN_VALUE).setAUint32(-1).setAUint64(-1).setASint32(-7).setASint64(Long.MAX_VALUE)
      .setAFixed32(-1).setAFixed64(-1).setASfixed32(-2).setASfixed64(-2).setABool(true).setAString("\u20ac")
      .setSomeBytes(ByteString.copyFrom(new byte[] {0, -1})).setMood(Mood.HAPPY).setPoint(Point.newBuilder().setX(3))
      .setMaybeInt(0).setMaybeMood(Mood.MOOD_UNSPECIFIED).addAllNumbers(List.of(1, 0, -1)).addWords("a")
      .addPath(Point.getDefaultInstance()).addMoods(Mood.CALM).putCounts("k", 0)
      .putPlaces(-1L, Point.getDefaultInstance()).setNested(Everything.Nested.newBuilder().setLabel("root")
          .addChildren(Everything.Nested.newBuilder().setLabel("leaf")))
      .setText("chosen").build();

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** The generated service, as a plain interface over its generated messages. */
  @RpcService(name = "dev.tern.it.pb.Greeter")
  interface Greeter {
    @RpcMethod(name = "SayHello")
    HelloReply sayHello(HelloRequest request);
  }

  @RpcService(name = "dev.tern.it.pb.Greeter")
  interface LaterGreeter {
    @RpcMethod(name = "SayHello")
    CompletableFuture<HelloReply> sayHello(HelloRequest request);
  }

  private static HelloReply greet(HelloRequest request) {
    return HelloReply.newBuilder().setText("hello " + request.getName() + (request.hasTitle() ? ", titled" : ""))
        .setEverything(request.getEverything()).build();
  }

  private static HelloRequest hello() {
    return HelloRequest.newBuilder().setName("ann").setTitle("").setEverything(EVERYTHING).build();
  }

  private ManagedChannel stockChannel(int port) {
    return StockChannel.to(port, world);
  }

  private String stockServer(BindableService service) throws IOException {
    Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).addService(service).build()
        .start();
    world.closing(() -> server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    return "127.0.0.1:" + server.getPort();
  }

  @Test
  void aGeneratedStubCallsOurProvider() {
    int port = world.serve((Greeter) GrpcInteropTest::greet).port();
    HelloReply reply = GreeterGrpc.newBlockingStub(stockChannel(port)).withDeadlineAfter(10, TimeUnit.SECONDS)
        .sayHello(hello());
    assertThat(reply).isEqualTo(greet(hello()));
  }

  @Test
  void aGeneratedStubWithoutADeadlineCallsOurProvider() {
    int port = world.serve((LaterGreeter) request -> CompletableFuture.supplyAsync(() -> greet(request))).port();
    assertThat(GreeterGrpc.newBlockingStub(stockChannel(port)).sayHello(hello())).isEqualTo(greet(hello()));
  }

  @Test
  void ourProxyCallsAGeneratedServer() throws Exception {
    String address = stockServer(new GreeterGrpc.GreeterImplBase() {
      @Override
      public void sayHello(HelloRequest request, StreamObserver<HelloReply> observer) {
        observer.onNext(greet(request));
        observer.onCompleted();
      }
    });
    assertThat(world.direct(address).create(Greeter.class).sayHello(hello())).isEqualTo(greet(hello()));
    assertThat(world.direct(address).create(LaterGreeter.class).sayHello(hello()).get(10, TimeUnit.SECONDS))
        .isEqualTo(greet(hello()));
  }

  @ParameterizedTest
  @EnumSource
  void everyStatusThatAStockServerGivesKeepsItsCodeAndText(Code code) throws Exception {
    String address = stockServer(new GreeterGrpc.GreeterImplBase() {
      @Override
      public void sayHello(HelloRequest request, StreamObserver<HelloReply> observer) {
        observer.onError(Status.fromCodeValue(code.number()).withDescription("because").asRuntimeException());
      }
    });
    RpcException failure = Failing.call(() -> world.direct(address).create(Greeter.class).sayHello(hello()));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.origin()).isEqualTo(RpcException.Origin.PROVIDER);
    assertThat(failure).hasMessageEndingWith("because");
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeThatOurProviderChoosesReachesAStockStubWithItsText(Code code) {
    int port = world.serve((Greeter) request -> {
      throw new RpcException(code, "because");
    }).port();
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
        () -> GreeterGrpc.newBlockingStub(stockChannel(port)).sayHello(hello()));
    assertThat(failure.getStatus().getCode().value()).isEqualTo(code.number());
    assertThat(failure.getStatus().getDescription()).isEqualTo("because");
  }

  @Test
  void aStockStubIsToldWhatIsNotOffered() {
    int port = world.serve(new WorkProvider("near")).port();
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
        () -> GreeterGrpc.newBlockingStub(stockChannel(port)).sayHello(hello()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(failure.getStatus().getDescription())
        .isEqualTo("no service \"dev.tern.it.pb.Greeter\" here\n  This provider offers: dev.tern.it.Work");
  }

  enum Size { SMALL, LARGE }

  record Item(String name, int count, Size size, List<String> tags) {}

  record Order(long id, List<Item> items, Map<String, Integer> stock) {}

  record Receipt(String text, double total) {}

  /** Code first: what shop.proto says in another way. */
  @RpcService(name = "dev.tern.it.pb.Shop")
  interface Shop {
    @RpcMethod(name = "Buy")
    Receipt buy(Order order);

    @RpcMethod(name = "Count")
    int count(String article, boolean all);

    @RpcMethod(name = "Ping")
    void ping();
  }

  static final class ShopProvider implements Shop {
    @Override
    public Receipt buy(Order order) {
      return new Receipt(order.toString(), order.items().size() / 2.0);
    }

    @Override
    public int count(String article, boolean all) {
      return all ? article.length() : -1;
    }

    @Override
    public void ping() {}
  }

  @Test
  void aStockStubOfAnEquivalentProtoCallsACodeFirstService() {
    ShopGrpc.ShopBlockingStub stub = ShopGrpc.newBlockingStub(stockChannel(world.serve(new ShopProvider()).port()));
    dev.tern.it.pb.Receipt receipt = stub.buy(dev.tern.it.pb.Order.newBuilder().setId(-5)
        .addItems(dev.tern.it.pb.Item.newBuilder().setName("tea").setCount(2).setSize(dev.tern.it.pb.Size.LARGE)
            .addTags("hot"))
        .putStock("tea", 3).build());
    assertThat(receipt.getText()).isEqualTo(
        "Order[id=-5, items=[Item[name=tea, count=2, size=LARGE, tags=[hot]]], stock={tea=3}]");
    assertThat(receipt.getTotal()).isEqualTo(0.5);
    assertThat(stub.count(dev.tern.it.pb.CountRequest.newBuilder().setArticle("tea").setAll(true).build()).getValue())
        .isEqualTo(3);
    assertThat(stub.ping(dev.tern.it.pb.PingRequest.getDefaultInstance()).getSerializedSize()).isZero();
  }

  @Test
  void aCodeFirstProxyCallsAStockServerOfAnEquivalentProto() throws Exception {
    String address = stockServer(new ShopGrpc.ShopImplBase() {
      @Override
      public void buy(dev.tern.it.pb.Order order, StreamObserver<dev.tern.it.pb.Receipt> observer) {
        observer.onNext(dev.tern.it.pb.Receipt.newBuilder().setText(order.getItems(0).getName())
            .setTotal(order.getStockOrThrow("tea")).build());
        observer.onCompleted();
      }

      @Override
      public void count(dev.tern.it.pb.CountRequest request, StreamObserver<dev.tern.it.pb.CountResponse> observer) {
        observer.onNext(dev.tern.it.pb.CountResponse.newBuilder().setValue(request.getArticle().length()).build());
        observer.onCompleted();
      }

      @Override
      public void ping(dev.tern.it.pb.PingRequest request, StreamObserver<dev.tern.it.pb.PingResponse> observer) {
        observer.onNext(dev.tern.it.pb.PingResponse.getDefaultInstance());
        observer.onCompleted();
      }
    });
    Shop shop = world.direct(address).create(Shop.class);
    assertThat(shop.buy(new Order(1, List.of(new Item("tea", 1, Size.SMALL, List.of())), Map.of("tea", 7))))
        .isEqualTo(new Receipt("tea", 7));
    assertThat(shop.count("tea", false)).isEqualTo(3);
    shop.ping();
  }
}
