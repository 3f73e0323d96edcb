package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServerBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F10: one interface in several versions and groups on one port. */
class VersionsAndGroupsTest {
  private static final List<String> GROUPS = List.of("", "blue", "green");
  private static final List<String> VERSIONS = List.of("", "1", "2");

  @ParameterizedTest
  @EnumSource
  void aConsumerReachesTheGroupAndVersionItNames(World.Registry registry, @TempDir Path directory) throws Exception {
    try (World world = new World(registry, directory.resolve("registry"))) {
      world.serve(VersionsAndGroupsTest::offerAll);
      RpcClient client = world.client();
      for (String group : GROUPS) {
        for (String version : VERSIONS) {
          assertThat(client.create(Work.class, group, version).once("a", 0)).isEqualTo(group + "/" + version);
        }
      }
    }
  }

  private static RpcServerBuilder offerAll(RpcServerBuilder builder) {
    for (String group : GROUPS) {
      for (String version : VERSIONS) {
        builder.service(Work.class, new WorkProvider(group + "/" + version), group, version);
      }
    }
    return builder;
  }

  @Test
  void theOnlyVersionAnswersWhoeverNamesNone() throws Exception {
    try (World world = new World()) {
      world.serve(builder -> builder.service(Work.class, new WorkProvider("blue/2"), "blue", "2"));
      assertThat(world.client().create(Work.class).once("a", 0)).isEqualTo("blue/2");
    }
  }

  @Test
  void aRegistryDoesNotShowProvidersOfAnotherVersion() throws Exception {
    try (World world = new World(World.Registry.MEMORY, Path.of("unused"))) {
      world.serve(builder -> builder.service(Work.class, new WorkProvider("blue/2"), "blue", "2"));
      assertThat(Failing.told(Failing.call(() -> world.client().create(Work.class, "blue", "3").once("a", 0))))
          .isEqualTo("UNAVAILABLE NOT_EXECUTED no endpoint for dev.tern.it.Work (group blue, version 3) in memory"
              + "\n  Start a provider, or compare group and version: they must match exactly."
              + "\n  it has providers of dev.tern.it.Work (group blue, version 2)");
    }
  }
}
