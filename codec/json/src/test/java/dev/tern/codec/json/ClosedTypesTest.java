package dev.tern.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.Subtypes;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Names on the wire are keys into the closed set of the method, and load nothing. */
class ClosedTypesTest {
  @Subtypes(Fine.class)
  interface Open {}

  record Fine(int value) implements Open {}

  /** Implements what is declared, but nobody listed it. */
  record Unlisted(int value) implements Open {}

  @RpcService
  interface Service {
    void take(Open value);
  }

  /** What classes are asked for while it runs, by anyone whose classes it made. */
  private static final class Recording extends ClassLoader {
    private final List<String> asked = new ArrayList<>();

    Recording() {
      super(ClosedTypesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        asked.add(name);
        if (!name.startsWith("dev.tern.") && !name.startsWith("com.fasterxml.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Runs inside of the recording loader: reads one message, and says what became of it. */
  public static final class Reading implements Callable<String> {
    private final MethodCodec codec =
        new JsonCodecFactory().create().prepare(ServiceContract.of(Service.class).methods().get(0));
    private final String json;

    public Reading(String json) {
      this.json = json;
    }

    @Override
    public String call() {
      try {
        return codec.arguments().read(new ReadBuffer(json.getBytes(StandardCharsets.UTF_8))).toString();
      } catch (DecodeException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void namesOfClassesAreRefusedAndNeverLoaded() throws Exception {
    List<String> names = List.of("javax.swing.JEditorPane", "com.sun.rowset.JdbcRowSetImpl",
        "java.util.logging.FileHandler", "[Ljava.lang.String;", "dev.tern.codec.json.ClosedTypesTest$Unlisted",
        "dev.tern.codec.json.ClosedTypesTest.Unlisted", "Unlisted", "dev.tern.codec.json.ClosedTypesTest$Fine", "fine",
        "Fine ", "Open", "java.net.URL", "javax.management.BadAttributeValueExpException");
    for (String form : List.of("{\"value\":{\"@type\":\"?\",\"value\":1}}", "{\"value\":{\"value\":1,\"@type\":\"?\"}}",
        "{\"?\":{\"@class\":\"?\"},\"value\":{\"@type\":\"Fine\",\"?\":{\"@type\":\"?\"}}}")) {
      Recording loader = new Recording();
      assertThat(read(loader, form.replace("?", "x"))).isNotEmpty(); // whatever a refusal needs is loaded
      assertThat(read(loader, form.replace("?", "Fine"))).isEqualTo("[Fine[value=" + (form.contains("@class") ? 0 : 1)
          + "]]");
      loader.asked.clear();
      for (String name : names) {
        assertThat(read(loader, form.replace("?", name))).isEqualTo(form.contains("@class") ? "[Fine[value=0]]"
            : "parameter value: Open: unknown name in \"@type\" (one of Fine)");
      }
      assertThat(loader.asked).doesNotContainAnyElementsOf(names)
          .allMatch(name -> name.startsWith("java.lang.") || name.contains("ClosedTypesTest$Reading")
              || name.startsWith("java.util.") && !name.contains("logging"));
    }
  }

  private static String read(Recording loader, String json) throws Exception {
    Object reading = loader.loadClass(Reading.class.getName(), true).getConstructor(String.class).newInstance(json);
    assertThat(reading.getClass()).isNotSameAs(Reading.class);
    return (String) ((Callable<?>) reading).call();
  }

  @Test
  void anUnlistedTypeIsRefusedByTheNameItDoesNotHave() {
    assertThatThrownBy(() -> Wired.of(Service.class, "take").readRequest("{\"value\":{\"@type\":\"Unlisted\"}}"))
        .isInstanceOf(DecodeException.class)
        .hasMessage("parameter value: Open: unknown name in \"@type\" (one of Fine)");
  }
}
