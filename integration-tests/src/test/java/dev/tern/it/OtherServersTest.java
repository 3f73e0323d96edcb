package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Sum;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our consumer calls servers of other languages, each a process of its own with that language's stock gRPC library. */
class OtherServersTest {
  private static final Path PROTO = Path.of("src/test/proto/streams.proto");
  private static final Path NODE_MODULES = Path.of("../.cache/node-grpc/node_modules");
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant");

  enum Language { PYTHON, NODE }

  @TempDir
  private Path directory;

  private final World world = new World();
  private BufferedReader said;
  private String address = "";

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcClient client(Language language) throws Exception {
    switch (language) {
      case PYTHON -> {
        Process protoc = process(Map.of(), "/usr/bin/protoc", "-I" + PROTO.getParent(), "--python_out=" + directory,
            PROTO.getFileName().toString());
        assertThat(protoc.waitFor()).as("protoc").isZero();
        serve(Map.of("PYTHONPATH", directory.toString(), "PYTHONDONTWRITEBYTECODE", "1"), "/usr/bin/python3",
            "src/test/python/streams_server.py");
      }
      case NODE -> serve(Map.of("NODE_PATH", NODE_MODULES.toAbsolutePath().normalize().toString()), "node",
          "src/test/node/streams_server.js", PROTO.toString());
    }
    return world.direct(address);
  }

  private void serve(Map<String, String> environment, String... command) throws IOException {
    Process server = process(environment, command);
    world.closing(() -> server.destroyForcibly().waitFor(10, TimeUnit.SECONDS));
    said = server.inputReader(StandardCharsets.UTF_8);
    address = "127.0.0.1:" + awaitLine("port=");
  }

  private static Process process(Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    return builder.start();
  }

  private String awaitLine(String beginning) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the server ended; run ./check once, which installs what it needs. It said:\n" + all);
  }

  @ParameterizedTest
  @EnumSource
  void streamsOfAllKindsArriveWhole(Language language) throws Exception {
    RpcClient client = client(language);
    Streams.Publishers publishers = client.create(Streams.Publishers.class);
    assertThat(Collected.of(publishers.down(Streams.want(100, 10_000, ""))).get(10, TimeUnit.SECONDS))
        .extracting(Chunk::getNumber).containsExactlyElementsOf(numbers(100));
    try (Stream<Chunk> chunks = client.create(Streams.Lazy.class).down(Streams.want(100))) {
      assertThat(chunks.map(Chunk::getNumber)).containsExactlyElementsOf(numbers(100));
    }
    assertThat(publishers.up(Source.of(50, 1_000)).get(10, TimeUnit.SECONDS))
        .isEqualTo(Sum.newBuilder().setCount(50).setBytes(50_000).build());
    List<Integer> echoed = new ArrayList<>();
    client.create(Streams.Iterators.class).both(Source.of(50, 1_000)).forEachRemaining(c -> echoed.add(c.getNumber()));
    assertThat(echoed).containsExactlyElementsOf(numbers(50));
  }

  @ParameterizedTest
  @EnumSource
  void anErrorComesBehindWhatCameBeforeIt(Language language) throws Exception {
    Iterator<Chunk> chunks = client(language).create(Streams.Iterators.class).down(Streams.want(2, 1, "NOT_FOUND"));
    assertThat(chunks.next().getNumber()).isZero();
    assertThat(chunks.next().getNumber()).isOne();
    RpcException failure = Failing.call(chunks::hasNext);
    assertThat(failure.code()).isEqualTo(Code.NOT_FOUND);
    assertThat(failure.getMessage()).contains("as asked: \u263a");
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineEndsTheCallOnBothSides(Language language) throws Exception {
    CompletableFuture<List<Chunk>> all = Collected.of(
        client(language).create(Streams.Limited.class).down(Streams.want(1, 1, "silence")));
    RpcException failure = Failing.future(all);
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(awaitLine("cancelled ")).isEqualTo("Down");
  }

  @ParameterizedTest
  @EnumSource
  void closingAStreamCancelsTheCallThere(Language language) throws Exception {
    try (Stream<Chunk> chunks = client(language).create(Streams.Lazy.class).down(Streams.want(1, 1, "silence"))) {
      assertThat(chunks.iterator().next().getNumber()).isZero();
    }
    assertThat(awaitLine("cancelled ")).isEqualTo("Down");
  }

  @ParameterizedTest
  @EnumSource
  void attachmentsAreMetadataBothWays(Language language) throws Exception {
    Streams.Publishers publishers = client(language).create(Streams.Publishers.class);
    Replied<CompletableFuture<Sum>> replied = RpcContext.current().with(TENANT, "acme")
        .supply(() -> RpcContext.replied(() -> publishers.up(Source.of(1, 1))));
    assertThat(replied.value().get(10, TimeUnit.SECONDS).getCount()).isOne();
    assertThat(replied.attachments().get(TENANT)).isEqualTo("acme");
  }

  @ParameterizedTest
  @EnumSource
  void compressedMessagesAreReadAndWritten(Language language) throws Exception {
    client(language);
    Dam dam = world.closing(new Dam(Integer.parseInt(address.substring(address.indexOf(':') + 1))));
    RpcClient client = world.closing(RpcClient.builder().direct(dam.address()).compressAbove(1_000).build());
    List<Chunk> all = Collected.of(client.create(Streams.Publishers.class).both(Source.of(10, 100_000)))
        .get(10, TimeUnit.SECONDS);
    assertThat(all).extracting(chunk -> chunk.getContent().size()).containsOnly(100_000).hasSize(10);
    // Node's server reads compressed messages and writes none: a megabyte of the two
    assertThat(dam.passed()).isLessThan(language == Language.NODE ? 1_100_000 : 100_000);
  }

  private static List<Integer> numbers(int count) {
    return Stream.iterate(0, number -> number + 1).limit(count).toList();
  }
}
