package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The rules of {@link Flow}, as its own technology compatibility kit tests them. */
class FlowRulesTest {
  /** Patient with signals that have to come, on a machine that is busy, and less so with those that must not. */
  private static TestEnvironment environment() {
    return new TestEnvironment(5_000, 50, 20);
  }

  @Test
  void theRequestsOfACallFollowTheRules() {
    verify(Requests.class, 25);
  }

  @Test
  void aStreamAndAnIteratorAsPublishersFollowTheRules() {
    verify(Pulled.class, 23);
  }

  @Test
  void theSubscriberOfAHandlersRepliesFollowsTheRules() {
    verify(Replies.class, 10);
  }

  /** @param atLeast rules that must have been tested: others do not concern a publisher with one subscriber */
  private static void verify(Class<?> verification, int atLeast) {
    TestListenerAdapter results = new TestListenerAdapter();
    TestNG runner = new TestNG(false);
    runner.setVerbose(0);
    runner.setTestClasses(new Class<?>[] {verification});
    runner.addListener(results);
    runner.run();
    assertThat(results.getFailedTests()).extracting(FlowRulesTest::describe).isEmpty();
    assertThat(results.getConfigurationFailures()).extracting(FlowRulesTest::describe).isEmpty();
    assertThat(results.getPassedTests()).extracting(ITestResult::getName).hasSizeGreaterThanOrEqualTo(atLeast);
  }

  private static String describe(ITestResult result) {
    return result.getName() + ": " + result.getThrowable();
  }

  private static ExecutorService daemons(int threads) {
    return Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "flow-rules");
      thread.setDaemon(true);
      return thread;
    });
  }

  /** Over a transport that delivers what it is asked for, later, on one thread, and then the end. */
  public static final class Requests extends FlowPublisherVerification<Object> {
    private final ExecutorService eventLoop = daemons(1);
    private final ExecutorService handlers = daemons(4);

    public Requests() {
      super(environment());
    }

    @Override
    public Flow.Publisher<Object> createFlowPublisher(long elements) {
      Wire wire = new Wire(elements);
      wire.requests = new RequestStream(FakeStreams.METHOD, FakeStreams.codec().codec().arguments(),
          new UserCode(handlers, Runnable::run), wire);
      if (elements == 0) {
        wire.requests.complete();
      }
      return wire.requests;
    }

    @Override
    public Flow.Publisher<Object> createFailedFlowPublisher() {
      RequestStream failed = (RequestStream) createFlowPublisher(1);
      failed.fail(new IllegalStateException("the consumer is gone"));
      return failed;
    }

    private final class Wire implements RequestStream.Owner {
      private RequestStream requests;
      private long left;

      Wire(long left) {
        this.left = left;
      }

      @Override
      public void request(int messages) {
        eventLoop.execute(() -> {
          for (int i = 0; i < messages && left > 0; i++) {
            requests.onMessage(FakeStreams.message("a"));
            if (--left == 0) {
              requests.complete();
            }
          }
        });
      }

      @Override
      public void onProgress() {}

      @Override
      public void onUndecodable(String why) {
        throw new AssertionError(why);
      }

      @Override
      public void onOverload() {
        throw new AssertionError("overload");
      }

      @Override
      public void onSubscriberFailed(Throwable failure) {
        throw new AssertionError(failure);
      }
    }
  }

  public static final class Pulled extends FlowPublisherVerification<Object> {
    private final ExecutorService handlers = daemons(4);

    public Pulled() {
      super(environment());
    }

    @Override
    public Flow.Publisher<Object> createFlowPublisher(long elements) {
      return PulledPublisher.of("test", LongStream.range(0, elements).boxed(), new UserCode(handlers, Runnable::run));
    }

    /** Whether it fails shows when its first element is taken. */
    @Override
    public Flow.@Nullable Publisher<Object> createFailedFlowPublisher() {
      return null;
    }
  }

  public static final class Replies extends FlowSubscriberBlackboxVerification<Object> {
    private final ExecutorService handlers = daemons(4);

    public Replies() {
      super(environment());
    }

    @Override
    public Flow.Subscriber<Object> createFlowSubscriber() {
      FakeStreams.FakeCall call = new FakeStreams.FakeCall();
      List<ReplySender> made = new CopyOnWriteArrayList<>();
      Outbox outbox = new Outbox(FakeStreams.METHOD, FakeStreams.codec(), call, FakeStreams.nothing(),
          ending -> made.forEach(ReplySender::cancel));
      ReplySender replies =
          new ReplySender("test", call, outbox, new UserCode(handlers, Runnable::run), FakeStreams.timer());
      made.add(replies);
      return replies;
    }

    @Override
    public Object createElement(int element) {
      return "element " + element;
    }
  }
}
