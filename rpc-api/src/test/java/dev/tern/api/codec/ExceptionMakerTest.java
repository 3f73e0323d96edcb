package dev.tern.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.ServiceContract;
import java.io.StringWriter;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiles exceptions as users do, with and without the names of parameters, and makes them again. */
class ExceptionMakerTest {
  private static final String MESSAGE = "only 3 of x-1";

  @TempDir
  private Path classes;

  @ParameterizedTest
  @ValueSource(strings = {
      "Gone(String sku, int left) { super(\"only \" + left + \" of \" + sku); this.sku = sku; this.left = left; }",
      "Gone(String message, String sku, int left) { super(message); this.sku = sku; this.left = left; }",
      "Gone(String sku, int left, String message, Throwable cause) { super(message, cause); this.sku = sku;"
          + " this.left = left; }",
      "Gone(String message, Throwable cause) { super(message, cause); }",
      "Gone(String message) { super(message); } Gone() {}",
      "Gone(Throwable cause, int unknown) {} Gone(String msg) { super(msg); }",
  })
  void anExceptionIsMadeByTheConstructorThatTakesMost(String constructors) throws Throwable {
    String source = "String sku; Integer left; " + constructors;
    for (boolean named : new boolean[] {true, false}) {
      MethodHandle maker = MemberAccess.maker(error(source, named));
      Throwable made = (Throwable) maker.invoke(new Object[] {MESSAGE, "x-1", 3});
      assertThat(made).hasMessage(MESSAGE).hasNoCause();
      assertThat(field(made, "sku")).isEqualTo("x-1");
      assertThat(field(made, "left")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "Gone(Throwable cause) { super(cause); }",
      "Gone(Exception cause) { super(cause); }",
      "Gone(String sku, Throwable cause) { super(cause); this.sku = sku; }",
  })
  void oneWhoseTextIsThatOfItsCauseKeepsItAndACauseThatSaysTheSame(String constructor) throws Throwable {
    for (boolean named : new boolean[] {true, false}) {
      MethodHandle maker = MemberAccess.maker(error("String sku; " + constructor, named));
      Throwable made = (Throwable) maker.invoke(new Object[] {"java.io.IOException: disk full", "x-1"});
      assertThat(made).hasMessage("java.io.IOException: disk full");
      assertThat(made.getCause()).hasToString("java.io.IOException: disk full").hasNoCause();
      assertThat(made.getCause().getStackTrace()).isEmpty();
      assertThat(field(made, "sku")).isEqualTo("x-1");
      Throwable mute = (Throwable) maker.invoke(new Object[] {null, "x-1"});
      assertThat(mute).hasNoCause().hasMessage(null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "Gone(String sku) { super(\"no \" + sku); this.sku = sku; }",
      "Gone(String text) { super(text); }",
      "Gone(String sku, String text) { super(text); this.sku = sku; }",
      "Gone(String text, String sku) { super(text); this.sku = sku; }",
      "Gone(String sku) { this.sku = sku; } @Override public String getMessage() { return \"no \" + sku; }",
  })
  void aTextThatMayBeTheMessageOrAFieldIsWhatMakesTheSameMessage(String constructor) throws Throwable {
    MethodHandle maker = MemberAccess.maker(error("String sku; " + constructor, false));
    Throwable made = (Throwable) maker.invoke(new Object[] {"no x-1", "x-1"});
    assertThat(made).hasMessage("no x-1");
    assertThat(field(made, "sku")).isEqualTo("x-1");
  }

  @Test
  void parametersAreTakenByNameWhateverTheirOrder() throws Throwable {
    MethodHandle maker = MemberAccess.maker(error("final String a; final String b;"
        + " Gone(String b, String a, String message) { super(message); this.a = a; this.b = b; }", true));
    Throwable made = (Throwable) maker.invoke(new Object[] {MESSAGE, "first", "second"});
    assertThat(made).hasMessage(MESSAGE);
    assertThat(field(made, "a")).isEqualTo("first");
    assertThat(field(made, "b")).isEqualTo("second");
  }

  @Test
  void anAbsentPrimitiveIsZero() throws Throwable {
    MethodHandle maker = MemberAccess.maker(error("int left; long right; Gone(int left) { this.left = left; }", true));
    Throwable made = (Throwable) maker.invoke(new Object[] {null, null, null});
    assertThat(made).hasMessage(null);
    assertThat(field(made, "left")).isEqualTo(0);
  }

  @Test
  void whatItsConstructorThrowsIsThrown() throws Throwable {
    MethodHandle maker = MemberAccess.maker(error("int left; Gone(int left) { throw new IllegalStateException(); }", true));
    assertThatThrownBy(() -> maker.invoke(new Object[] {null, 1})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anExceptionThatNothingKnownMakesIsRefusedSayingWhatToAdd() throws Exception {
    MessageType type = error("int left; Gone(java.util.List<String> others) {}", true);
    assertThatThrownBy(() -> MemberAccess.maker(type)).isInstanceOf(ContractException.class).hasMessage("""
        shop.Gone cannot be made again: no constructor takes its message or its own fields.
          Add one that takes them by name (compiled with -parameters), or one without parameters.""");
  }

  private static Object field(Throwable of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  /** The only error of a service whose exception has this body. */
  private MessageType error(String body, boolean parameterNames) throws Exception {
    String source = "package shop; @dev.tern.api.RpcService public interface Shop { void buy() throws Gone; }"
        + " class Gone extends Exception { " + body + " }";
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///shop/Shop.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    Path target = java.nio.file.Files.createTempDirectory(classes, "out");
    List<String> options = List.of(parameterNames ? "-parameters" : "-nowarn", "-d", target.toString(), "-classpath",
        System.getProperty("java.class.path"));
    StringWriter messages = new StringWriter();
    assertThat(compiler.getTask(messages, null, null, options, null, List.of(file)).call()).as(messages.toString())
        .isTrue();
    Class<?> service =
        new URLClassLoader(new URL[] {target.toUri().toURL()}, getClass().getClassLoader()).loadClass("shop.Shop");
    return ServiceContract.of(service).methods().get(0).types().errors().iterator().next();
  }
}
