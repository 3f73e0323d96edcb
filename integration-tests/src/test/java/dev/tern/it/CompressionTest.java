package dev.tern.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F15: what is long is sent compressed, if that was asked for; what explodes is refused. */
class CompressionTest {
  private static final int THRESHOLD = 1000;
  private static final String LONG = "ab".repeat(100_000);
  private static final long MEBIBYTE = 1 << 20;

  @RpcService(name = "demo.Echo")
  interface Echo {
    String echo(String text);
  }

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcServer provider() {
    return world.serve(builder -> builder.compressAbove(THRESHOLD).service((Echo) text -> text));
  }

  private Dam dam(RpcServer provider) {
    return world.closing(new Dam(provider.port()));
  }

  private RpcClient consumer(Dam dam, String codec) {
    return world.closing(
        RpcClient.builder().direct(dam.address()).compressAbove(THRESHOLD).codec(codec).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void longMessagesOfEveryCodecAreCompressedBothWays(String codec) {
    Dam dam = dam(provider());
    Echo echo = consumer(dam, codec).create(Echo.class);
    for (int i = 0; i < 3; i++) { // the first before the connection stands, the others after
      assertThat(echo.echo(LONG)).isEqualTo(LONG);
    }
    assertThat(dam.passed()).isLessThan(20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"protobuf", "hessian", "json"})
  void shortMessagesTravelAsTheyAre(String codec) {
    Dam dam = dam(provider());
    Echo echo = consumer(dam, codec).create(Echo.class);
    echo.echo("");
    long before = dam.passed();
    String text = "ab".repeat(450);
    echo.echo(text);
    assertThat(dam.passed() - before).isGreaterThan(2 * text.length());
  }

  @Test
  void nothingIsCompressedUnlessAskedFor() {
    Dam dam = dam(world.serve((Echo) text -> text));
    assertThat(world.direct(dam.address()).create(Echo.class).echo(LONG)).isEqualTo(LONG);
    assertThat(dam.passed()).isGreaterThan(2 * LONG.length());
  }

  /** Sends one message through a stock channel, and gives the headers of the reply. */
  private Metadata call(RpcServer provider, CallOptions options, InputStream message) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", provider.port(), InsecureChannelCredentials.create()).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder()
        .setFullMethodName("demo.Echo/echo").setType(MethodDescriptor.MethodType.UNARY).setRequestMarshaller(StockServer.BYTES)
        .setResponseMarshaller(StockServer.BYTES).build();
    AtomicReference<Metadata> headers = new AtomicReference<>();
    Channel watched = ClientInterceptors.intercept(channel,
        MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
    ClientCalls.blockingUnaryCall(watched, method, options.withDeadlineAfter(20, TimeUnit.SECONDS), message);
    return headers.get();
  }

  @Test
  void aStockClientGetsLongRepliesCompressedAndSendsCompressedRequests() {
    byte[] text = LONG.getBytes(US_ASCII);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(10); // field 1, a string of 200,000 bytes
    request.writeBytes(new byte[] {(byte) 0xc0, (byte) 0x9a, 12});
    request.writeBytes(text);
    Metadata headers = call(provider(), CallOptions.DEFAULT.withCompression("gzip"),
        new ByteArrayInputStream(request.toByteArray()));
    assertThat(headers.get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("gzip");
  }

  @Test
  void aBombOfAGibibyteIsRefusedWithinSixteenMebibytes() {
    RpcServer provider = provider();
    Echo echo = world.closing(RpcClient.builder().direct(provider.address().toString()).build()).create(Echo.class);
    echo.echo("warm");
    long before = allocatedByProvider();
    RpcException refused = Failing.call(() -> {
      try {
        call(provider, CallOptions.DEFAULT.withCompression("gzip"), new Zeros(1024 * MEBIBYTE));
      } catch (StatusRuntimeException e) {
        throw RpcException.maybeExecuted(Code.ofNumber(e.getStatus().getCode().value()), e.getStatus().toString());
      }
    });
    assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(allocatedByProvider() - before).isBetween(1L, 16 * MEBIBYTE);
    assertThat(echo.echo("alive")).isEqualTo("alive");
  }

  @Test
  void aReplyTooLongOnceDecompressedFailsItsCallAlone() {
    byte[] noise = new byte[3 << 20];
    new Random(1).nextBytes(noise);
    String text = Base64.getEncoder().encodeToString(noise).substring(0, 2 << 20);
    RpcServer provider = world.serve(builder -> builder.compressAbove(0).maxMessageBytes(8 << 20)
        .service((Echo) asked -> asked.isEmpty() ? text.repeat(3) : asked));
    Echo echo = world.closing(RpcClient.builder().direct(provider.address().toString()).build()).create(Echo.class);
    RpcException refused = Failing.call(() -> echo.echo(""));
    assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(refused.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(echo.echo("alive")).isEqualTo("alive");
  }

  private static long allocatedByProvider() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("tern-server-io")) {
        bytes += threads.getThreadAllocatedBytes(thread.getId());
      }
    }
    return bytes;
  }

  /** So many zeros, out of nothing. */
  private static final class Zeros extends InputStream implements KnownLength {
    private long left;

    Zeros(long count) {
      left = count;
    }

    @Override
    public int available() {
      return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      Arrays.fill(target, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}
