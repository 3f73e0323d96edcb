package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An attempt that is a repeated one says so on the wire, and what is called for it is not repeated. */
class RetryMarkTest {
  private static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();

  @RpcService(name = "demo.Marked")
  interface Marked {
    @RpcMethod(idempotent = true)
    String get(String id);

    @RpcMethod(idempotent = true)
    Iterator<String> watch(String id);
  }

  private static final class Provider implements Marked {
    private final Supplier<String> work;
    private final List<Integer> marks = new CopyOnWriteArrayList<>();
    private final List<String> outgoing = new CopyOnWriteArrayList<>();

    Provider(Supplier<String> work) {
      this.work = work;
    }

    @Override
    public String get(String id) {
      marks.add(RpcContext.current().previousAttempts());
      outgoing.add(RpcContext.current().outgoing().toString());
      return work.get();
    }

    @Override
    public Iterator<String> watch(String id) {
      return List.of(get(id)).iterator();
    }
  }

  private final World world = new World();
  private final List<Integer> marksBelow = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static String unavailable() {
    throw new RpcException(Code.UNAVAILABLE, "not now");
  }

  private Marked over(Provider... providers) {
    List<String> addresses = new ArrayList<>();
    for (Provider provider : providers) {
      RpcServer server = world.serve(provider);
      addresses.add(server.address().toString());
    }
    return world.direct(addresses.toArray(String[]::new)).create(Marked.class);
  }

  /** Fails for the first call that comes, at whichever provider, and answers the next. */
  private static Supplier<String> failsOnce() {
    boolean[] failed = new boolean[1];
    return () -> {
      synchronized (failed) {
        if (!failed[0]) {
          failed[0] = true;
          return unavailable();
        }
        return "hello";
      }
    };
  }

  enum Style { UNARY, STREAM }

  @ParameterizedTest
  @EnumSource
  void theSecondProviderKnowsThatItIsTheSecond(Style style) {
    Supplier<String> work = failsOnce();
    Provider one = new Provider(work);
    Provider other = new Provider(work);
    Marked marked = over(one, other);

    assertThat(RpcContext.current().with(TENANT, "blue").supply(() -> ask(marked, style))).isEqualTo("hello");

    List<Integer> marks = new ArrayList<>(one.marks);
    marks.addAll(other.marks);
    assertThat(marks).containsExactlyInAnyOrder(0, 1);
    List<String> outgoing = new ArrayList<>(one.outgoing);
    outgoing.addAll(other.outgoing);
    assertThat(outgoing).as("no attachment of anybody's").containsOnly("Attachments[tenant]");
  }

  private static String ask(Marked marked, Style style) {
    return style == Style.UNARY ? marked.get("a") : marked.watch("a").next();
  }

  @Test
  void outsideOfCallsThereIsNone() {
    assertThat(RpcContext.current().previousAttempts()).isZero();
  }

  /** How a handler may come to its own call. */
  enum Way {
    AT_ONCE(call -> call.get()),
    ON_ITS_EXECUTOR(call -> CompletableFuture.supplyAsync(call, RpcContext.current().executor()).join()),
    DETACHED(call -> RpcContext.current().detached().supply(call)),
    WITH_ATTACHMENT(call -> RpcContext.current().with(TENANT, "green").supply(call));

    private final Function<Supplier<String>, String> how;

    Way(Function<Supplier<String>, String> how) {
      this.how = how;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatARepeatedCallCallsIsNotRepeated(Way way) {
    Provider[] bottom = {new Provider(RetryMarkTest::unavailable), new Provider(RetryMarkTest::unavailable),
        new Provider(RetryMarkTest::unavailable)};
    Marked below = over(bottom);
    Supplier<String> middle = () -> {
      int mark = RpcContext.current().previousAttempts();
      if (mark == 0) {
        return unavailable();
      }
      marksBelow.add(mark);
      return way.how.apply(() -> below.get("a"));
    };

    Marked top = over(new Provider(middle), new Provider(middle));
    RpcException failure = Failing.call(() -> top.get("a"));

    assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
    assertThat(marksBelow).containsExactly(1);
    List<Integer> reached = new ArrayList<>();
    for (Provider each : bottom) {
      reached.addAll(each.marks);
    }
    assertThat(reached).containsExactly(0);
  }

  @Test
  void aMiddleThatHasTriedAgainItselfAsksItsConsumerNotTo() {
    Provider[] bottom = {new Provider(RetryMarkTest::unavailable), new Provider(RetryMarkTest::unavailable)};
    Marked below = over(bottom);
    Supplier<String> middle = () -> {
      try {
        return below.get("a");
      } catch (RpcException e) {
        throw new RpcException(Code.UNAVAILABLE, "what it needs is away");
      }
    };
    Provider one = new Provider(middle);
    Provider other = new Provider(middle);

    Marked top = over(one, other);
    RpcException failure = Failing.call(() -> top.get("a"));

    assertThat(one.marks.size() + other.marks.size()).isEqualTo(1);
    assertThat(failure.attempts()).hasSize(1);
    assertThat(failure.getMessage()).matches(
        "(?s).*: what it needs is away\n  not tried again: 127.0.0.1:\\d+ asked for no retry");
  }

  @Test
  void aMiddleThatReachedNobodyLetsItsConsumerTryAgain() {
    Marked below = world.direct("127.0.0.1:1").create(Marked.class);
    Supplier<String> middle = () -> {
      try {
        return below.get("a");
      } catch (RpcException e) {
        throw new RpcException(Code.UNAVAILABLE, "what it needs is away");
      }
    };
    Provider one = new Provider(middle);
    Provider other = new Provider(() -> "hello");
    Marked top = over(one, other);

    for (int i = 0; i < 4; i++) {
      assertThat(top.get("a")).isEqualTo("hello");
    }
    assertThat(one.marks).isNotEmpty();
  }
}
