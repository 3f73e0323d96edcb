package dev.tern.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.settings.ClientKeys;
import dev.tern.core.settings.Key;
import dev.tern.core.settings.KeySection;
import dev.tern.core.settings.MethodKeys;
import dev.tern.core.settings.ServerKeys;
import dev.tern.core.settings.SharedKeys;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists every key and every builder method as they are. */
class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

  /** Told by objects or not at all; the document names them beside the table. Whatever else there is needs a key. */
  private static final Set<String> CLIENT_OBJECTS =
      Set.of("direct", "withoutSnapshot", "filter", "attemptFilter", "executor", "router", "transport", "build");
  private static final Set<String> SERVER_OBJECTS =
      Set.of("service", "ready", "filter", "developmentMode", "developmentModeBeyondLoopback", "executor", "transport", "start");

  @Test
  void theTableOfClientKeysIsTrue() throws IOException {
    Set<String> ofMethods = names(MethodKeys.KEYS);
    assertTable("client", ClientKeys.KEYS, key -> row(key, method(key))
        + (ofMethods.contains(key.name().substring("tern.client.".length())) ? " yes |" : " |"));
  }

  @Test
  void theTableOfServerKeysIsTrue() throws IOException {
    assertTable("server", ServerKeys.KEYS, key -> row(key, method(key)));
  }

  @Test
  void theTableOfSharedKeysIsTrue() throws IOException {
    assertTable("shared", SharedKeys.KEYS, key -> "| `" + key + "` | " + key.range() + " | " + key.meaning() + " |");
  }

  @Test
  void theTableOfKeysOfServicesAndMethodsIsTrue() throws IOException {
    assertTable("method", MethodKeys.KEYS, key -> row(key, MethodKeys.KEYS.isOfServices(key) ? "yes" : "no"));
  }

  private static String method(Key<?> key) {
    return "`" + key.builderMethod() + "`";
  }

  private static String row(Key<?> key, String second) {
    return "| `" + key + "` | " + second + " | " + key.fallbackText() + " | " + key.range() + " | " + key.meaning()
        + " |";
  }

  private static Set<String> names(KeySection section) {
    return section.all().stream().map(Key::name).collect(Collectors.toSet());
  }

  /** The rows between the table's head and the next empty line; a failure shows them as they should be. */
  private static void assertTable(String name, KeySection section, Function<Key<?>, String> row) throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    int head = lines.indexOf("<!-- keys: " + name + " -->");
    assertThat(head).as("<!-- keys: %s -->", name).isNotNegative();
    List<String> rows = lines.subList(head + 3, lines.size()).stream().takeWhile(line -> line.startsWith("|")).toList();
    assertThat(String.join("\n", rows))
        .isEqualTo(section.all().stream().map(row).collect(Collectors.joining("\n")));
  }

  @Test
  void everyBuilderMethodHasAKeyOrIsToldByAnObject() throws IOException {
    assertMethods(RpcClientBuilder.class, ClientKeys.KEYS, CLIENT_OBJECTS);
    assertMethods(RpcServerBuilder.class, ServerKeys.KEYS, SERVER_OBJECTS);
  }

  private static void assertMethods(Class<?> builder, KeySection section, Set<String> objects) throws IOException {
    Set<String> expected = new TreeSet<>(objects);
    section.all().forEach(key -> expected.add(key.builderMethod()));
    Set<String> methods = Arrays.stream(builder.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(methods).isEqualTo(expected);
    String document = Files.readString(DOCUMENT);
    objects.forEach(method -> assertThat(document).contains("`" + method + "("));
  }
}
