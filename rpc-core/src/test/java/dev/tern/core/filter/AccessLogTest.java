package dev.tern.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.tck.ManualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The line of a stream is written once, at its end, whichever way that comes. */
class AccessLogTest {
  @RpcService(name = "demo.Shop")
  interface Shop {
    Flow.Publisher<String> watch(String sku);
  }

  private static final String LINE = "serve demo.Shop/watch peer=10.0.0.9:51022 code=";

  private final List<String> lines = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final Invocation call = new Invocation(ServiceContract.of(Shop.class).methods().get(0), List.of("s3cr3t"),
      Deadline.after(Duration.ofSeconds(3), clock), Attachments.empty(), new Cancellation())
      .withPeer(new Endpoint("10.0.0.9", 51_022));
  private final SubmissionPublisher<Object> provided = new SubmissionPublisher<>(Runnable::run, 16);

  private Flow.Publisher<?> logged() {
    return (Flow.Publisher<?>) served(CompletableFuture.completedFuture(Reply.of(provided))).join().value();
  }

  private CompletableFuture<Reply> served(CompletableFuture<Reply> handled) {
    Logger log = (Logger) Proxy.newProxyInstance(Logger.class.getClassLoader(), new Class<?>[] {Logger.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("info")) {
            lines.add(String.valueOf(arguments[1]));
          }
          return method.getReturnType() == boolean.class ? true : null;
        });
    return new AccessLog(log, clock).ofProvider().invoke(call, next -> handled).toCompletableFuture();
  }

  /** Asks for everything, and keeps its subscription. */
  private static final class Reader implements Flow.Subscriber<Object> {
    private final List<Object> seen = new ArrayList<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription made) {
      made.request(Long.MAX_VALUE);
      subscription.complete(made);
    }

    @Override
    public void onNext(Object element) {
      seen.add(element);
    }

    @Override
    public void onError(Throwable failure) {
      seen.add(failure);
    }

    @Override
    public void onComplete() {
      seen.add("end");
    }
  }

  @Test
  void itCountsTheMessagesAndWaitsForTheEnd() {
    Reader reader = new Reader();
    logged().subscribe(reader);
    provided.submit("one");
    provided.submit("two");
    assertThat(lines).isEmpty();
    provided.close();
    assertThat(reader.seen).containsExactly("one", "two", "end");
    assertThat(lines).containsExactly(LINE + "OK executed=yes messages=2 ms=0.000");
  }

  @Test
  void aStreamThatFailsIsToldByItsCode() {
    logged().subscribe(new Reader());
    provided.submit("one");
    provided.closeExceptionally(new RpcException(Code.DATA_LOSS, "s3cr3t"));
    assertThat(lines).containsExactly(LINE + "DATA_LOSS executed=maybe messages=1 ms=0.000");
  }

  @Test
  void oneThatIsGivenUpIsCancelledAndHasOneLineOnly() {
    Reader reader = new Reader();
    logged().subscribe(reader);
    provided.submit("one");
    reader.subscription.join().cancel();
    call.cancellation().cancel(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "late"));
    provided.close();
    assertThat(lines).containsExactly(LINE + "CANCELLED executed=maybe messages=1 ms=0.000");
  }

  @Test
  void oneThatNobodyEverReadsHasItsLineWhenItsCallEnds() {
    logged();
    assertThat(lines).isEmpty();
    call.cancellation().cancel(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "late"));
    assertThat(lines).containsExactly(LINE + "DEADLINE_EXCEEDED executed=maybe ms=0.000");
  }

  @Test
  void oneWhoseHandlerNeverEndsHasItsLineWhenNobodyWaitsAnyMoreAndIsForgotten() {
    CompletableFuture<Reply> handled = new CompletableFuture<>();
    served(handled);
    call.cancellation().cancel(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "late"));
    assertThat(lines).containsExactly(LINE + "DEADLINE_EXCEEDED executed=maybe ms=0.000");
    handled.complete(Reply.of(provided));
    assertThat(lines).hasSize(1);
  }
}
