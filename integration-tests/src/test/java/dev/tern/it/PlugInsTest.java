package dev.tern.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F36: whatever a jar brings is found, by its name alone. */
class PlugInsTest {
  private static final JavaClasses HOUSE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.tern");

  private static Stream<Named<PluginKind<?>>> kinds() {
    return Stream.of(PluginKind.CODEC, PluginKind.LOAD_BALANCER, PluginKind.CLUSTER, PluginKind.REGISTRY,
        PluginKind.TRANSPORT, PluginKind.FILTER).map(kind -> Named.of(kind.word(), kind));
  }

  @Test
  void everyPlugInOfTheQuickStartAndOfThisTestIsFound() {
    assertThat(Plugins.load(PluginKind.CODEC).names()).containsExactly("foreign", "hessian", "json", "protobuf");
    assertThat(Plugins.load(PluginKind.LOAD_BALANCER).names()).containsExactly("consistent_hash",
        "least_active", "p2c", "random", "round_robin", "shortest_response");
    assertThat(Plugins.load(PluginKind.CLUSTER).names()).containsExactly("available", "broadcast",
        "failback", "failfast", "failover", "failsafe", "forking");
    assertThat(Plugins.load(PluginKind.REGISTRY).names()).containsExactly("board", "etcd", "file", "static",
        "zookeeper");
    assertThat(Plugins.load(PluginKind.TRANSPORT).names()).containsExactly("grpc");
    assertThat(Plugins.load(PluginKind.FILTER).names()).containsExactly("a_inner", "b_middle", "c_outer");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFactoryInTheHouseIsListedInItsJar(PluginKind<?> kind) throws IOException {
    Set<String> written = new TreeSet<>();
    HOUSE.stream().filter(type -> type.isAssignableTo(kind.type()) && !type.isInterface())
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT)).map(JavaClass::getName)
        .forEach(written::add);
    Set<String> listed = new TreeSet<>();
    String name = "META-INF/services/" + kind.type().getName();
    for (URL file : Collections.list(PlugInsTest.class.getClassLoader().getResources(name))) {
      try (InputStream in = file.openStream()) {
        new String(in.readAllBytes(), UTF_8).lines().map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("dev.tern.it."))
            .forEach(listed::add);
      }
    }
    assertThat(listed).isEqualTo(written);
  }
}
