package dev.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client of Armeria against a code-first provider. */
class ArmeriaClientTest {
  @Test
  void everyKindOfCallSucceedsAndEveryFailureArrives() throws Exception {
    try (TestProvider provider = new TestProvider();
        RpcServer server = RpcServer.builder().service(provider).start();
        Peer client = Peer.start("armeria", "dev.tern.interop.armeria.ArmeriaPeer", "client",
            String.valueOf(server.port()))) {

      List<String> outcomes = client.lines().stream() // between warnings of newer JVMs
          .filter(line -> line.matches("[a-z_]+ (passed|failed.*)")).toList();

      assertThat(outcomes).hasSize(9).allMatch(line -> line.endsWith(" passed"));
    }
  }
}
