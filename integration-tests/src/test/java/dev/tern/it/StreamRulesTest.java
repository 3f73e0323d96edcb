package dev.tern.it;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;

/** The rules of Flow, as its own test kit understands them, for the publishers that proxies return. */
@Tag("long")
class StreamRulesTest {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long SILENCE_MILLIS = 50;

  private final World world = new World();
  private final StreamServer server = world.closing(new StreamServer());

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @TestFactory
  Stream<DynamicTest> onTheClientsThreads() {
    return rulesOf(world.direct(server.address()));
  }

  @TestFactory
  Stream<DynamicTest> onTheEventLoop() {
    return rulesOf(world.closing(RpcClient.builder().direct(server.address()).completeOnEventLoop().build()));
  }

  @Test
  void theKitIsNotEmpty() {
    if (rules().count() < 30) {
      throw new AssertionError("found " + rules().count() + " rules");
    }
  }

  private static Stream<DynamicTest> rulesOf(RpcClient client) {
    Streams.Publishers streams = client.create(Streams.Publishers.class);
    return rules().map(rule -> dynamicTest(rule.getName(), () -> {
      Replies replies = new Replies(streams);
      replies.setUp();
      try {
        rule.invoke(replies);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof SkipException skipped && !rule.getName().startsWith("required_")) {
          throw new TestAbortedException(skipped.getMessage());
        }
        throw e.getCause();
      }
    }));
  }

  private static Stream<Method> rules() {
    return Arrays.stream(Replies.class.getMethods())
        .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
        .sorted(Comparator.comparing(Method::getName));
  }

  /** Not a test class of any runner: made and run above. */
  static final class Replies extends FlowPublisherVerification<Chunk> {
    private final Streams.Publishers streams;

    Replies(Streams.Publishers streams) {
      super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
      this.streams = streams;
    }

    @Override
    public Flow.Publisher<Chunk> createFlowPublisher(long elements) {
      return streams.down(Streams.want((int) Math.min(elements, Integer.MAX_VALUE - 1)));
    }

    @Override
    public Flow.Publisher<Chunk> createFailedFlowPublisher() {
      return streams.down(Streams.want(0, 0, "UNAVAILABLE"));
    }
  }
}
