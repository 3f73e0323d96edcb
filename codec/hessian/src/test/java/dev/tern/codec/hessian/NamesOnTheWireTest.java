package dev.tern.codec.hessian;

import static dev.tern.codec.hessian.Wired.bytes;
import static dev.tern.codec.hessian.Wired.definition;
import static dev.tern.codec.hessian.Wired.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.codec.hessian.Shapes.Pair;
import dev.tern.codec.hessian.Shapes.Service;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name in a frame is compared, and never loads, initialises or runs anything. */
class NamesOnTheWireTest {
  private static final String SHAPES = "dev.tern.codec.hessian.Shapes$";

  private static final List<String> RUN = new CopyOnWriteArrayList<>();

  /** Tells of itself as soon as anything touches it. */
  static final class Canary implements Serializable {
    private static final long serialVersionUID = 1L;

    static {
      RUN.add("static initialiser");
    }

    private int a;

    Canary() {
      RUN.add("constructor");
    }

    void setA(int newA) {
      RUN.add("setter");
      a = newA;
    }

    private Object readResolve() {
      RUN.add("readResolve" + a);
      return this;
    }

    @Override
    public int hashCode() {
      RUN.add("hashCode");
      return 0;
    }

    @Override
    public boolean equals(Object other) {
      RUN.add("equals");
      return this == other;
    }
  }

  /** A comparator of somebody's, as gadgets bring along. */
  static final class Spy implements Comparator<Object>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Object a, Object b) {
      RUN.add("compare");
      return 0;
    }
  }

  /** Notes whoever is asked for. */
  private static final class Watch extends ClassLoader {
    private final List<String> asked = new ArrayList<>();

    Watch() {
      super(NamesOnTheWireTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      asked.add(name);
      return super.loadClass(name, resolve);
    }
  }

  private final Watch watch = new Watch();
  private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void watchTheLoader() {
    Thread.currentThread().setContextClassLoader(watch);
  }

  @AfterEach
  void nothingWasTouched() {
    Thread.currentThread().setContextClassLoader(usual);
    assertThat(watch.asked).isEmpty();
    assertThat(RUN).isEmpty();
  }

  private static final Map<String, Wired> PREPARED = Wired.all(Service.class);

  private static Wired wired(String method) {
    return PREPARED.get(method);
  }

  private static final String CANARY = NamesOnTheWireTest.class.getName() + "$Canary";

  private static void refused(String method, String notation) {
    assertThatThrownBy(() -> wired(method).readReply(bytes(notation)))
        .as("%s %s", method, notation).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.tern.codec.hessian.NamesOnTheWireTest$Canary", "com.sun.rowset.JdbcRowSetImpl",
      "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl", "javax.naming.ldap.Rdn$RdnEntry",
      "sun.print.UnixPrintServiceLookup", "sun.swing.SwingLazyValue", "javax.swing.UIDefaults",
      "java.lang.ProcessBuilder", "java.lang.Class", "java.lang.Thread", "java.io.File", "java.net.URL",
      "java.util.Properties", "java.util.PriorityQueue", "javax.script.ScriptEngineManager", "com.caucho.naming.QName",
      "com.rometools.rome.feed.impl.EqualsBean", "org.springframework.aop.support.DefaultBeanFactoryPointcutAdvisor",
      "org.apache.commons.collections.functors.InvokerTransformer", "com.alibaba.com.caucho.hessian.io.LocaleHandle",
      "org.apache.xbean.naming.context.ContextUtil$ReadOnlyBinding", "sun.security.tools.keytool.Main",
      "jdk.internal.misc.Unsafe", "java.lang.invoke.SerializedLambda", "java.util.logging.FileHandler"})
  void aForeignNameIsRefusedWhereverItStands(String name) throws Exception {
    String object = definition(name, "a", "b") + " x60 x91 x92";
    String map = "M " + text(name) + " x01 a x91 x01 b x92 Z";
    String list = "x72 " + text(name) + " x91 x92";
    for (String foreign : List.of(object, map, list)) {
      for (String method : List.of("pair", "shape", "pairs", "map", "numbers", "colors", "text", "instant", "array",
          "whole", "user")) {
        refused(method, foreign);
      }
      refused("both", "H x05 first " + foreign + " Z");
      refused("both", "H x04 list x79 " + foreign + " Z");
      refused("both", "H " + foreign + " x91 Z");
      refused("map", "H " + foreign + " x01 a Z");
      refused("map", "H x91 " + foreign + " Z");
      refused("pairs", "x79 " + foreign);
      assertThatThrownBy(() -> wired("several").readRequest(bytes(foreign)))
          .isInstanceOf(DecodeException.class);
      MessageCodec<Throwable> error =
          wired("fails").codec().errors().get("dev.tern.codec.hessian.Shapes.Failed");
      assertThatThrownBy(() -> error.read(Wired.padded(bytes(foreign)))).isInstanceOf(DecodeException.class);
      // In a field that this side does not know: nothing is made of it
      Object pair = wired("pair").readReply(bytes("H x07 unknown " + foreign + " x01 a x91 Z"));
      assertThat(pair).isEqualTo(new Pair(1, 0));
    }
    assertThat(wired("fails").codec().errors()).doesNotContainKey(name);
  }

  @Test
  void aNameMustBeThatOfTheDeclaredTypeToTheLetter() {
    for (String name : List.of("Pair", "dev.tern.codec.hessian.Shapes.Pair", SHAPES + "pair", SHAPES + "Pair ",
        "L" + SHAPES + "Pair;", SHAPES + "Pairs", " ", SHAPES, SHAPES + "User", "[" + SHAPES + "Pair")) {
      byte[] defined = Wired.lite(out -> {
        out.writeObjectBegin(name);
        out.writeClassFieldLength(0);
        out.writeObjectBegin(name);
      });
      assertThatThrownBy(() -> wired("pair").readReply(defined)).as(name)
          .isInstanceOf(DecodeException.class).hasMessage("reply: object of a class that is not Pair");
    }
  }

  @Test
  void theSetOfOneMethodIsNotThatOfAnother() throws Exception {
    HessianCodec codec = new HessianCodec();
    Wired user = Wired.of(codec, Service.class, "user");
    Wired pair = Wired.of(codec, Service.class, "pair");
    byte[] sent = pair.reply(new Pair(1, 2));
    assertThat(pair.readReply(sent)).isEqualTo(new Pair(1, 2));
    assertThatThrownBy(() -> user.readReply(sent)).isInstanceOf(DecodeException.class);
  }

  @Test
  void hessianLiteWouldHaveRunIt() {
    // What this codec is spared: the same bytes, in the hands of the library
    Thread.currentThread().setContextClassLoader(usual);
    byte[] sent = bytes(definition(CANARY, "a") + " x60 x91");
    assertThatThrownBy(() -> wired("pair").readReply(sent)).isInstanceOf(DecodeException.class);
    assertThat(RUN).isEmpty();
    assertThat(catchThrowable(() -> Wired.readLite(sent, Object.class))).isNull();
    assertThat(RUN).contains("readResolve1");
    RUN.clear();
  }

  @Test
  void whatTheListsOfOthersBringAlongIsNotUsed() {
    TreeSet<Object> sorted = new TreeSet<>(new Spy());
    sorted.add(1);
    PriorityQueue<Object> queue = new PriorityQueue<>(new Spy());
    queue.add(1);
    Map<Object, Object> properties = new Properties();
    properties.put("a", "b");
    RUN.clear(); // adding compares
    Thread.currentThread().setContextClassLoader(usual); // hessian-lite looks around while it writes
    byte[][] frames = {Wired.lite(queue), Wired.lite(properties), Wired.lite(new HashMap<>(Map.of("a", Pair.class)))};
    RUN.clear();
    for (byte[] frame : frames) {
      for (String method : Arrays.asList("numbers", "map", "pairs")) {
        assertThatThrownBy(() -> wired(method).readReply(frame)).isInstanceOf(DecodeException.class);
      }
    }
  }

  @Test
  void theNamesThatSayNothingAreThoseOfTheJdk() {
    assertThat(TypeNames.all()).allMatch(name -> name.startsWith("java.util.") || name.startsWith("[java.lang.")
        || name.matches("\\[[a-z]+"));
  }
}
