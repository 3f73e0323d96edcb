package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.codec.protobuf.schema.ProtoFiles;
import dev.tern.core.RpcServer;
import dev.tern.it.Bazaar.Circle;
import dev.tern.it.Bazaar.Color;
import dev.tern.it.Bazaar.Square;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of other languages, each a process of its own with that language's stock gRPC library, call a code-first
 * provider. All they know of it is its exported {@code .proto}. What they get they check themselves.
 */
class OtherLanguagesTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path PROTOC = Path.of("/usr/bin/protoc");
  private static final Path NODE_MODULES = Path.of("../.cache/node-grpc/node_modules");
  private static final Path BUF = NODE_MODULES.resolve("@bufbuild/buf-linux-"
      + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64") + "/bin/buf");
  private static final long LIMIT_SECONDS = 60;

  @TempDir
  private Path directory;

  private final World world = new World();
  private final Bazaar.Provider provider = new Bazaar.Provider();
  private String address = "";

  @BeforeEach
  void open() throws Exception {
    RpcServer server = world.serve(provider);
    address = server.address().toString();
    for (Map.Entry<String, String> file : ProtoFiles.of(Bazaar.class).entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aPythonClientWithGeneratedMessagesUnderstandsACodeFirstProvider() throws Exception {
    String remedy = "Run ./check once, which installs it where it may, or on Debian: apt-get install python3-grpcio "
        + "python3-protobuf protobuf-compiler";
    need(Files.isExecutable(PYTHON), PYTHON + " is missing. " + remedy);
    need(Files.isExecutable(PROTOC), PROTOC + " is missing. " + remedy);
    run(Map.of(), PROTOC.toString(), "-I" + directory, "--python_out=" + directory, "bazaar.proto");
    String said = run(Map.of("PYTHONPATH", directory.toString(), "PYTHONDONTWRITEBYTECODE", "1"), PYTHON.toString(),
        Path.of("src/test/python/bazaar_client.py").toString(), address);
    assertThat(said).isEqualTo("place find scale fail: as expected\n");
    assertReceived();
  }

  @Test
  void aNodeClientWithTheLoadedProtoUnderstandsACodeFirstProvider() throws Exception {
    need(Files.isDirectory(NODE_MODULES), NODE_MODULES.toAbsolutePath().normalize() + " is missing. Run ./check once, "
        + "or copy integration-tests/src/test/node/package*.json to .cache/node-grpc and run npm ci there.");
    String said = run(Map.of("NODE_PATH", NODE_MODULES.toRealPath().toString()), "node",
        Path.of("src/test/node/bazaar_client.js").toString(), address, directory.resolve("bazaar.proto").toString());
    assertThat(said).isEqualTo("place find scale fail: as expected\n");
    assertReceived();
  }

  @Test
  void aToolWrittenInGoSeesAndCallsACodeFirstProviderByReflectionAlone() throws Exception {
    need(Files.isExecutable(BUF), "buf is missing. Run ./check once, or copy "
        + "integration-tests/src/test/node/package*.json to .cache/node-grpc and run npm ci there.");
    String base = "http://" + world.serve(builder -> builder.reflection().service(provider)).address();
    assertThat(buf("--list-services", base).lines()).containsExactly("bazaar.Bazaar", "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");
    assertThat(buf("--list-methods", base).lines()).contains("bazaar.Bazaar/place", "bazaar.Bazaar/scale",
        "grpc.health.v1.Health/Check", "grpc.health.v1.Health/List", "grpc.health.v1.Health/Watch");
    assertThat(buf("--data", "{\"shapes\":[{\"circle\":{\"radius\":2}}],\"factor\":1.5}",
        base + "/bazaar.Bazaar/scale")).isEqualToIgnoringWhitespace("{\"result\":[{\"circle\":{\"radius\":3}}]}");
    assertThat(buf("--data", "{\"service\":\"bazaar.Bazaar\"}", base + "/grpc.health.v1.Health/Check"))
        .isEqualToIgnoringWhitespace("{\"status\":\"SERVING\"}");
    assertThat(buf("--reflect-protocol", "grpc-v1alpha", "--data", "{}", base + "/grpc.health.v1.Health/Check"))
        .isEqualToIgnoringWhitespace("{\"status\":\"SERVING\"}");
    assertThat(provider.received()).containsExactly(List.of(new Circle(2)));
  }

  private String buf(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(BUF.toString(), "curl", "--protocol", "grpc", "--http2-prior-knowledge"));
    command.addAll(List.of(arguments));
    return run(Map.of("BUF_CACHE_DIR", directory.resolve("buf").toString()), command.toArray(String[]::new));
  }

  private void assertReceived() {
    assertThat(provider.received()).containsExactly(Bazaar.sample(), 0L, 7L,
        List.of(new Circle(1.5), new Square(4, Color.RED), new Square(2, null)), "chosen", "otherwise");
  }

  private static void need(boolean present, String message) {
    if (!present) {
      throw new AssertionError(message);
    }
  }

  private String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Path output = directory.resolve("output.txt");
    Process process;
    try {
      process = builder.redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command[0] + ": is it installed?", e);
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
