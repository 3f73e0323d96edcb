package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F01: an annotated interface, called in another process. */
class TwoJvmTest {
  @Test
  void anAnnotatedInterfaceIsCalledAcrossProcessesByAddress() throws Exception {
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-");
        RpcClient client = RpcClient.builder().direct(provider.await("ready ")).build()) {
      Work work = client.create(Work.class);
      assertThat(work.once("a", 0)).isEqualTo("far");
      assertThat(work.onceLater("b", 1).get(10, TimeUnit.SECONDS)).isEqualTo("far");
      assertThat(provider.await("ran b")).isEmpty();
    }
  }

  @Test
  void anAnnotatedInterfaceIsCalledAcrossProcessesThroughADirectory(@TempDir Path directory) {
    String registry = "file:" + directory.resolve("registry");
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", registry, "-")) {
      provider.await("ready ");
      try (RpcClient client = RpcClient.builder().registry(registry).build()) {
        assertThat(client.create(Work.class).once("a", 0)).isEqualTo("far");
      }
    }
  }

  @Test
  void aConsumerFindsAProviderThatStartsLater(@TempDir Path directory) {
    String registry = "file:" + directory.resolve("registry");
    try (RpcClient client = RpcClient.builder().registry(registry).build()) {
      Work work = client.create(Work.class);
      assertThat(Failing.told(Failing.call(() -> work.once("too early", 0)))).isEqualTo(
          "UNAVAILABLE NOT_EXECUTED no endpoint for dev.tern.it.Work in " + registry
              + "\n  Start a provider, or compare group and version: they must match exactly.");
      try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", registry, "-")) {
        provider.await("ready ");
        Awaitility.await().ignoreExceptions().until(() -> work.once("a", 0).equals("far"));
      }
    }
  }
}
