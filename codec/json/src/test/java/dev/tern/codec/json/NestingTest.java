package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nesting has an end, on a small stack too, whether what is nested is read, passed over or looked ahead into. */
class NestingTest {
  sealed interface Shape permits Circle, Group {}

  record Circle(double radius) implements Shape {}

  record Group(List<Shape> parts, @Nullable Shape outline) implements Shape {}

  record Tree(String label, List<Tree> children) {}

  @RpcService
  interface Service {
    Tree tree(Tree message);

    Shape shape(Shape value);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1000, 1_000_000})
  void messagesNestedBeyond64AreRefused(int levels) throws Exception {
    String tree = "{\"children\":[".repeat(levels) + "{}" + "]}".repeat(levels);
    if (levels <= 64) {
      assertThat(onASmallStack("tree", tree)).isNull();
    } else {
      assertThat(onASmallStack("tree", tree)).hasMessage("field children of Tree: nested deeper than 64");
    }
  }

  @ParameterizedTest
  @CsvSource({"64,'[',']'", "65,'[',']'", "1000000,'[',']'", "64,'{\"a\":','}'", "65,'{\"a\":','}'",
      "1000000,'{\"a\":','}'", "64,'[{\"a\":',}]", "65,'[{\"a\":',}]", "1000000,'[{\"a\":',}]"})
  void whatIsPassedOverIsNoDeeper(int levels, String open, String close) throws Exception {
    int brackets = open.equals("[") ? levels + 1 : levels; // the first array stands in an object, and is no level
    String json = "{\"unknown\":" + open.repeat(brackets) + "0" + close.repeat(brackets) + "}";
    Throwable refusal = onASmallStack("tree", json);
    if (levels <= 64) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).hasMessage("Tree: nested deeper than 64");
    }
  }

  @Test
  void lookingAheadForATypeGoesNoDeeper() throws Exception {
    for (String open : List.of("[", "{\"a\":", "{\"parts\":[{\"a\":0,\"outline\":")) {
      assertThat(onASmallStack("shape", "{\"value\":{\"a\":" + open.repeat(1_000_000)))
          .hasMessage("parameter value: nested deeper than 64, or a number of more than 1000 digits");
    }
  }

  /** What reading on a thread with a stack of 512 kB throws, or null. */
  private static @Nullable Throwable onASmallStack(String method, String json) throws InterruptedException {
    Wired wired = Wired.of(Service.class, method);
    byte[] bytes = json.getBytes(UTF_8);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null,
        () -> thrown.set(catchThrowable(() -> wired.readRequest(bytes))), "small", 512 << 10);
    thread.start();
    thread.join();
    if (thrown.get() != null) {
      assertThat(thrown.get()).isInstanceOf(DecodeException.class);
    }
    return thrown.get();
  }

  @Test
  void typesAtTheEndOfEveryLevelAreFoundInOnePass() {
    StringBuilder json = new StringBuilder("{\"value\":");
    String parts = "[" + "{\"radius\":1,\"@type\":\"Circle\"},".repeat(20_000) + "{\"@type\":\"Circle\"}]";
    json.append("{\"outline\":".repeat(60)).append("{\"parts\":").append(parts).append(",\"@type\":\"Group\"}")
        .append(",\"@type\":\"Group\"}".repeat(60)).append("}");
    Wired shape = Wired.of(Service.class, "shape");
    assertThat(catchThrowable(() -> shape.readRequest(json.toString()))).isNull(); // classes loaded, code compiled
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    assertThat(catchThrowable(() -> shape.readRequest(json.toString()))).isNull();
    // 60 passes over 600 kB take seconds.
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(1));
  }
}
