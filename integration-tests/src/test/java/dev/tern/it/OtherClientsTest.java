package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import dev.tern.it.pb.Want;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of other languages, each a process of its own with that language's stock gRPC library, stream with our
 * provider. What they get they check themselves.
 */
class OtherClientsTest {
  private static final Path PROTO = Path.of("src/test/proto/streams.proto");
  private static final Path NODE_MODULES = Path.of("../.cache/node-grpc/node_modules");
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant");
  private static final String[] CASES =
      {"down", "up", "both", "compressed", "error", "deadline", "metadata", "cancel"};

  @TempDir
  private Path directory;

  private final World world = new World();
  private final Provider provider = new Provider();

  private static final class Provider implements Streams.Publishers {
    private final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public Flow.Publisher<Chunk> down(Want want) {
      RpcContext context = RpcContext.current();
      String tenant = context.attachment(TENANT);
      if (tenant != null) {
        context.reply(TENANT, tenant);
      }
      return switch (want.getThen()) {
        case "" -> Source.of(want.getCount(), want.getBytes());
        case "silence" -> subscriber -> silent(want.getCount(), subscriber);
        default -> Source.failing(want.getCount(), new RpcException(Code.valueOf(want.getThen()), "no more of these"));
      };
    }

    private void silent(int count, Flow.Subscriber<? super Chunk> subscriber) {
      subscriber.onSubscribe(new Flow.Subscription() {
        private int sent;

        @Override
        public void request(long wanted) {
          while (sent < count) {
            subscriber.onNext(Chunk.newBuilder().setNumber(sent++).setContent(ByteString.EMPTY).build());
          }
        }

        @Override
        public void cancel() {
          cancelled.incrementAndGet();
        }
      });
    }

    @Override
    public CompletableFuture<Sum> up(Flow.Publisher<Chunk> chunks) {
      return Collected.of(chunks).thenApply(all -> Sum.newBuilder().setCount(all.size())
          .setBytes(all.stream().mapToLong(chunk -> chunk.getContent().size()).sum()).build());
    }

    @Override
    public Flow.Publisher<Chunk> both(Flow.Publisher<Chunk> chunks) {
      Echo<Chunk> echo = new Echo<>();
      chunks.subscribe(echo);
      return echo;
    }
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private String address() {
    return world.serve(builder -> builder.service(Streams.Publishers.class, provider, "", "")).address().toString();
  }

  @Test
  void aPythonClientStreamsInEveryWay() throws Exception {
    run(Map.of(), "/usr/bin/protoc", "-I" + PROTO.getParent(), "--python_out=" + directory,
        PROTO.getFileName().toString());
    assertPassed(run(Map.of("PYTHONPATH", directory.toString(), "PYTHONDONTWRITEBYTECODE", "1"), "/usr/bin/python3",
        "src/test/python/streams_client.py", address()));
  }

  @Test
  void aNodeClientStreamsInEveryWay() throws Exception {
    assertPassed(run(Map.of("NODE_PATH", NODE_MODULES.toAbsolutePath().normalize().toString()), "node",
        "src/test/node/streams_client.js", address(), PROTO.toString()));
  }

  /** Two streams fell silent: one ran into its deadline, one was cancelled. Both publishers were told. */
  private void assertPassed(String said) {
    assertThat(said.lines()).containsExactlyElementsOf(Stream.of(CASES).map(name -> name + " passed").toList());
    Awaitility.await().until(() -> provider.cancelled.get() == 2);
  }

  private static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(Arrays.toString(command)).isTrue();
    return said;
  }
}
