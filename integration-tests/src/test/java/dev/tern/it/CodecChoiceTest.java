package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import dev.tern.core.RpcServer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F11: codecs are chosen by name, for a service or a method; what may travel is told, and open types do not start. */
class CodecChoiceTest {
  private static final List<String> CODECS = List.of("hessian", "json", "protobuf");

  @RpcService(name = "demo.Choice")
  interface Plain {
    String echo(String text);
  }

  @RpcService(name = "demo.Mixed", codec = "json")
  interface Mixed {
    String inTheServices(String text);

    @RpcMethod(codec = "hessian")
    String inItsOwn(String text);
  }

  /** As a provider has it that knows nothing of these choices. */
  @RpcService(name = "demo.Mixed")
  interface OfTheirOwn {
    String inTheServices(String text);

    String inItsOwn(String text);
  }

  private static final class OfTheirOwnProvider implements OfTheirOwn {
    @Override
    public String inTheServices(String text) {
      return text;
    }

    @Override
    public String inItsOwn(String text) {
      return text;
    }
  }

  interface Animal {}

  @RpcService(name = "demo.Zoo")
  interface Zoo {
    void feed(Animal animal);
  }

  private static final class NoZoo implements Zoo {
    @Override
    public void feed(Animal animal) {
      throw new AssertionError("never started");
    }
  }

  private final Mixed provided = new Mixed() {
    @Override
    public String inTheServices(String text) {
      return text;
    }

    @Override
    public String inItsOwn(String text) {
      return text;
    }
  };

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void aProviderThatLacksTheCodecNamesThoseThatItHas(String lacking) {
    String[] offered = CODECS.stream().filter(codec -> !codec.equals(lacking)).toArray(String[]::new);
    world.serve(builder -> builder.service((Plain) text -> text).codecs(offered));
    for (String codec : offered) {
      assertThat(world.client(builder -> builder.codec(codec)).create(Plain.class).echo(codec)).isEqualTo(codec);
    }
    Plain plain = world.client(builder -> builder.codec(lacking)).create(Plain.class);
    assertThat(Failing.told(Failing.call(() -> plain.echo("a")))).startsWith("UNIMPLEMENTED NOT_EXECUTED ")
        .contains("no codec \"" + (lacking.equals("protobuf") ? "proto" : lacking) + "\" here\n  This provider has: "
            + String.join(", ", offered));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hessian", "json"})
  void nothingOfARequestInAnUnknownCodecIsDecoded(String lacking) {
    RpcServer provider = world.serve(builder -> builder.service((Plain) text -> text).codecs("protobuf"));
    byte[] noMessage = new byte[1000];
    Arrays.fill(noMessage, (byte) 0xff);
    assertThat(call(provider, "proto", noMessage).getCode()).as("these bytes are none of Protobuf's either")
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    Status status = call(provider, lacking, noMessage);
    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains("no codec \"" + lacking + "\" here", "This provider has: protobuf");
  }

  private Status call(RpcServer provider, String codec, byte[] message) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", provider.port(), InsecureChannelCredentials.create()).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder()
        .setFullMethodName("demo.Choice/echo").setType(MethodDescriptor.MethodType.UNARY)
        .setRequestMarshaller(StockServer.BYTES).setResponseMarshaller(StockServer.BYTES).build();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("tern-codec", Metadata.ASCII_STRING_MARSHALLER), codec);
    StatusRuntimeException failed = catchThrowableOfType(StatusRuntimeException.class,
        () -> ClientCalls.blockingUnaryCall(
            ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)), method,
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), new ByteArrayInputStream(message)));
    return failed.getStatus();
  }

  @Test
  void aMethodsChoiceIsCloserThanItsServices() {
    world.serve(builder -> builder.service(provided).codecs("json", "hessian"));
    Mixed mixed = world.client(builder -> builder.codec("protobuf")).create(Mixed.class); // neither of them asks for it
    assertThat(mixed.inTheServices("a")).isEqualTo("a");
    assertThat(mixed.inItsOwn("b")).isEqualTo("b");
  }

  @Test
  void whatEachMethodTravelsInShowsWhereOneOfThemIsMissing() {
    world.serve(builder -> builder.service(new OfTheirOwnProvider()).codecs("json"));
    Mixed mixed = world.client(builder -> builder.codec("protobuf")).create(Mixed.class);
    assertThat(mixed.inTheServices("a")).isEqualTo("a");
    assertThat(Failing.told(Failing.call(() -> mixed.inItsOwn("b")))).contains("no codec \"hessian\" here");
  }

  @Test
  void theClosedSetOfEveryServiceIsLoggedAtDebug() {
    try (Logs logs = Logs.debug("dev.tern.core.provider.ServiceBinding")) {
      world.serve((Plain) text -> text);
      assertThat(logs.lines()).contains("Decoders of demo.Choice create these types and no others:\n"
          + ServiceContract.of(Plain.class).describe());
    }
  }

  @Test
  void aTypeThatAnythingCouldStandForStopsProviderAndConsumerAtTheStart() {
    String told = "anything could stand for it. Make it sealed, or list its types with @Subtypes({...}).";
    assertThatThrownBy(() -> world.serve(new NoZoo())).isInstanceOf(ContractException.class)
        .hasMessageContaining("feed(Animal), parameter animal: ").hasMessageContaining(told);
    assertThatThrownBy(() -> world.direct("127.0.0.1:1").create(Zoo.class)).isInstanceOf(ContractException.class)
        .hasMessageContaining(told);
  }
}
