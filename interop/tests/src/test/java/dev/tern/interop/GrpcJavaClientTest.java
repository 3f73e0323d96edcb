package dev.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** gRPC-Java's interoperability client against a code-first provider. */
class GrpcJavaClientTest {
  /**
   * Every case that passes against gRPC-Java's own server. Against that, {@code cacheable_unary} and the two in which
   * the client compresses fail: they ask for a server that knows how a request was compressed. The cases with
   * credentials and balancers are about those.
   */
  private static final List<String> CASES = List.of("empty_unary", "large_unary", "server_compressed_unary",
      "client_streaming", "server_streaming", "server_compressed_streaming", "ping_pong", "empty_stream", "custom_metadata",
      "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
      "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "very_large_request",
      "pick_first_unary", "rpc_soak", "channel_soak");

  @Test
  void passesEveryCaseThatItsOwnServerPasses() throws Exception {
    try (TestProvider provider = new TestProvider();
        RpcServer server = RpcServer.builder().service(provider).maxMessageBytes(16 << 20).start();
        Peer client = Peer.start("grpc-java", "dev.tern.interop.grpcjava.InteropClient",
            Stream.concat(Stream.of(String.valueOf(server.port())), CASES.stream()).toArray(String[]::new))) {

      List<String> outcomes = client.lines().stream()
          .filter(line -> CASES.contains(line.split(" ", 2)[0])).toList();

      assertThat(outcomes).containsExactlyElementsOf(CASES.stream().map(name -> name + " passed").toList());
    }
  }
}
