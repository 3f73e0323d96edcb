package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.DynamicMessage;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F06: what an interface declares arrives as itself, in every codec; nothing else does. */
class DeclaredErrorsTest {
  record Item(String sku, int left) {}

  static final class OutOfStock extends Exception {
    private static final long serialVersionUID = 1L;
    private final List<Item> items;

    OutOfStock(List<Item> items) {
      super(items.size() + " items are out of stock");
      this.items = items;
    }
  }

  static class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String until;

    Closed(String message, String until) {
      super(message);
      this.until = until;
    }
  }

  /** Nobody declared that one. */
  static final class ClosedForever extends Closed {
    private static final long serialVersionUID = 1L;

    ClosedForever() {
      super("s3cr3t", "never");
    }
  }

  @RpcService(name = "demo.Shop", errors = Closed.class)
  interface Shop {
    @RpcMethod(idempotent = true)
    String buy(String sku) throws OutOfStock;

    CompletableFuture<String> buyLater(String sku);
  }

  /** The same service by another build, which knows no errors. */
  @RpcService(name = "demo.Shop")
  interface OldShop {
    String buy(String sku);
  }

  private final World world = new World();
  private final AtomicInteger calls = new AtomicInteger();
  private final Shop provided = new Shop() {
    @Override
    public String buy(String sku) throws OutOfStock {
      calls.incrementAndGet();
      switch (sku) {
        case "closed" -> throw new Closed("try later", "8:00");
        case "forever" -> throw new ClosedForever();
        case "huge" -> throw new OutOfStock(List.of(new Item("x".repeat(5_000), 1)));
        case "null" -> throw new OutOfStock(java.util.Collections.singletonList(null));
        default -> throw new OutOfStock(List.of(new Item(sku, 2), new Item("b", 0)));
      }
    }

    @Override
    public CompletableFuture<String> buyLater(String sku) {
      return CompletableFuture.supplyAsync(() -> {
        throw new Closed("try later", sku);
      });
    }
  };

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(String codec) {
    world.serve(provided);
    return world.client(builder -> builder.codec(codec));
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void aDeclaredExceptionArrivesWithItsTextAndFieldsAndTheCallersStack(String codec) {
    OutOfStock thrown = catchThrowableOfType(OutOfStock.class, () -> client(codec).create(Shop.class).buy("a"));
    assertThat(thrown).hasMessage("2 items are out of stock").hasNoCause();
    assertThat(thrown.items).containsExactly(new Item("a", 2), new Item("b", 0));
    assertThat(thrown.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(DeclaredErrorsTest.class.getName()));
    assertThat(calls).as("an answer, however idempotent the method").hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void anUncheckedOneOfTheServiceArrivesFromBlockingMethodsAndFutures(String codec) {
    Shop shop = client(codec).create(Shop.class);
    Closed blocking = catchThrowableOfType(Closed.class, () -> shop.buy("closed"));
    assertThat(blocking).hasMessage("try later");
    assertThat(blocking.until).isEqualTo("8:00");
    ExecutionException later =
        catchThrowableOfType(ExecutionException.class, () -> shop.buyLater("9:00").get(10, TimeUnit.SECONDS));
    assertThat(later.getCause()).isInstanceOfSatisfying(Closed.class, e -> assertThat(e.until).isEqualTo("9:00"));
  }

  @Test
  void aSubclassThatNobodyDeclaredIsAFailureLikeAnyOther() {
    RpcException failure = Failing.call(() -> client("protobuf").create(Shop.class).buy("forever"));
    assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
    assertThat(failure.getMessage()).contains("its log says why under").doesNotContain("s3cr3t", "Forever");
  }

  @Test
  void oneWithoutRoomForItsFieldsSaysSo() {
    RpcException failure = Failing.call(() -> client("protobuf").create(Shop.class).buy("huge"));
    assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(failure).hasMessage("1 items are out of stock\n  (a dev.tern.it.DeclaredErrorsTest.OutOfStock, whose fields"
        + " are too long to travel with a failure: more than 4096 bytes)");
  }

  @Test
  void oneWhoseFieldsCannotTravelIsAFailureLikeAnyOther() {
    RpcException failure = Failing.call(() -> client("protobuf").create(Shop.class).buy("null"));
    assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
  }

  @Test
  void aConsumerThatDoesNotKnowItGetsCodeAndText() {
    world.serve(provided);
    RpcException failure = Failing.call(() -> world.client().create(OldShop.class).buy("a"));
    assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(failure).hasMessage("2 items are out of stock");
  }

  /** As any client sees it: a google.rpc.Status, whose detail is our message with the exception's as bytes. */
  @Test
  void aStockClientFindsItInTheDetailsOfTheStatus() throws Exception {
    int port = world.serve(provided).port();
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create()).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    Throwable thrown = catchThrowable(() -> ClientCalls.blockingUnaryCall(channel, raw("demo.Shop/buy"),
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
        new ByteArrayInputStream(new byte[] {10, 1, 'a'})));
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    assertThat(((StatusRuntimeException) thrown).getStatus().getDescription()).isEqualTo("2 items are out of stock");
    assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION.number());
    assertThat(status.getMessage()).isEqualTo("2 items are out of stock");
    Any detail = status.getDetails(0);
    assertThat(detail.getTypeUrl()).isEqualTo("type.googleapis.com/tern.v1.DeclaredError");
    DynamicMessage error = DynamicMessage.parseFrom(com.google.protobuf.Empty.getDescriptor(), detail.getValue());
    assertThat(error.getUnknownFields().getField(1).getLengthDelimitedList().get(0).toStringUtf8())
        .isEqualTo("dev.tern.it.DeclaredErrorsTest.OutOfStock");
    assertThat(error.getUnknownFields().getField(2).getLengthDelimitedList().get(0).toStringUtf8()).isEqualTo("proto");
    DynamicMessage fields = DynamicMessage.parseFrom(com.google.protobuf.Empty.getDescriptor(),
        error.getUnknownFields().getField(3).getLengthDelimitedList().get(0));
    assertThat(fields.getUnknownFields().getField(1).getLengthDelimitedList().get(0).toStringUtf8())
        .isEqualTo("2 items are out of stock");
    assertThat(fields.getUnknownFields().getField(2).getLengthDelimitedList()).hasSize(2);
  }

  private static MethodDescriptor<InputStream, InputStream> raw(String name) {
    return MethodDescriptor.<InputStream, InputStream>newBuilder().setFullMethodName(name)
        .setType(MethodDescriptor.MethodType.UNARY).setRequestMarshaller(StockServer.BYTES)
        .setResponseMarshaller(StockServer.BYTES).build();
  }
}
