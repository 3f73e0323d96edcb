package dev.tern.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriverFactory;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  private static final PluginKind<Shape> SHAPES =
      new PluginKind<>(Shape.class, "load balancer", Shape::name,
          Map.of("hexagon", "tern-hexagon", "oval", "tern-oval"));

  @TempDir
  private Path classPath;

  /** An extension point of this test. */
  public interface Shape {
    String name();
  }

  /** Listed by the tests that want it. */
  public static final class Circle implements Shape {
    @Override
    public String name() {
      return "circle";
    }
  }

  /** Another name. */
  public static final class RoundSquare implements Shape {
    @Override
    public String name() {
      return "round_square";
    }
  }

  /** The same name as another. */
  public static final class OtherCircle implements Shape {
    @Override
    public String name() {
      return "circle";
    }
  }

  /** Cannot be made. */
  public static final class Broken implements Shape {
    /** Fails. */
    public Broken() {
      throw new IllegalStateException("no paper");
    }

    @Override
    public String name() {
      return "broken";
    }
  }

  @Test
  void whatTheClassPathListsIsFoundByName() throws Exception {
    Plugins<Shape> plugins = load(RoundSquare.class, Circle.class, Circle.class);

    assertThat(plugins.names()).containsExactly("circle", "round_square");
    assertThat(plugins.get("circle")).isInstanceOf(Circle.class);
    assertThat(plugins.find("oval")).isNull();
    assertThat(plugins.all()).hasSize(2);
  }

  @Test
  void anUnknownNameListsThoseFound() throws Exception {
    assertThatThrownBy(() -> load(RoundSquare.class, Circle.class).get("roundsquare"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown load balancer \"roundsquare\". Found: circle, round_square.");
    assertThatThrownBy(() -> load().get("circle")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown load balancer \"circle\". Found: none.");
  }

  @Test
  void aKnownNameThatIsMissingNamesTheArtifactToAdd() throws Exception {
    String expected = "Unknown load balancer \"oval\". Found: circle. Add dev.tern:tern-oval to the class path.";
    assertThatThrownBy(() -> load(Circle.class).get("oval")).hasMessage(expected);
    assertThatThrownBy(() -> load(Circle.class).getOrSuggest("oval")).hasMessage(expected);
  }

  @Test
  void aMistypedNameNamesTheOneProbablyMeant() throws Exception {
    Plugins<Shape> plugins = load(Circle.class, RoundSquare.class);

    assertThatThrownBy(() -> plugins.getOrSuggest("cirlce"))
        .hasMessage("Unknown load balancer \"cirlce\". Found: circle, round_square. Did you mean \"circle\"?");
    assertThatThrownBy(() -> plugins.getOrSuggest("hexagn"))
        .hasMessage("Unknown load balancer \"hexagn\". Found: circle, round_square. Did you mean \"hexagon\"?");
    assertThatThrownBy(() -> plugins.getOrSuggest("xyz"))
        .hasMessage("Unknown load balancer \"xyz\". Found: circle, round_square.");
  }

  @Test
  void twoOfOneNameAreRefusedAtStart() throws Exception {
    assertThatThrownBy(() -> load(Circle.class, OtherCircle.class)).isInstanceOf(IllegalStateException.class)
        .hasMessage("Two load balancer plug-ins are named \"circle\": " + Circle.class.getName() + " and "
            + OtherCircle.class.getName() + ". Remove one from the class path.");
  }

  @Test
  void oneThatCannotBeMadeIsReported() throws Exception {
    assertThatThrownBy(() -> load(Circle.class, Broken.class)).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("A load balancer on the class path cannot be loaded: ")
        .hasMessageContaining(Broken.class.getName()).hasRootCauseMessage("no paper");
  }

  @Test
  void withoutAContextClassLoaderTernsOwnIsAsked() {
    List<String> names = inContextOf(null, () -> Plugins.load(PluginKind.REGISTRY).names());

    assertThat(names).contains("file", "static");
  }

  @Test
  void aContextThatDoesNotKnowTernIsPassedOver() {
    List<String> names =
        inContextOf(ClassLoader.getPlatformClassLoader(), () -> Plugins.load(PluginKind.REGISTRY).names());

    assertThat(names).contains("file", "static");
  }

  @Test
  void aContextWithItsOwnCopyOfTernIsPassedOver() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader copy = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThat(copy.loadClass(RegistryDriverFactory.class.getName())).isNotSameAs(RegistryDriverFactory.class);
      List<String> names = inContextOf(copy, () -> Plugins.load(PluginKind.REGISTRY).names());

      assertThat(names).contains("file", "static");
    }
  }

  private Plugins<Shape> load(Class<?>... listed) throws IOException {
    Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
    Files.write(services.resolve(Shape.class.getName()), Stream.of(listed).map(Class::getName).toList());
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classPath.toUri().toURL()}, PluginsTest.class.getClassLoader())) {
      return inContextOf(loader, () -> Plugins.load(SHAPES));
    }
  }

  private static <T> T inContextOf(@Nullable ClassLoader loader, Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
