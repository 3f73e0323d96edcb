package dev.tern.tck;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Calls of a small service, for tests of the parts that carry them without looking inside. */
public final class Calls {
  /** Of every call made here. */
  public static final Duration TIMEOUT = Duration.ofMillis(500);

  private static final ServiceContract CONTRACT = ServiceContract.of(Greeting.class);

  private Calls() {}

  /** The service that is called. */
  @RpcService(name = "demo.Greeting")
  public interface Greeting {
    /** Not idempotent. */
    String greet(String name);

    /** Idempotent. */
    @RpcMethod(idempotent = true)
    String find(String name);

    /** Idempotent, with ten retries. */
    @RpcMethod(idempotent = true, retries = 10)
    String findStubbornly(String name);

    /** Idempotent, without retries. */
    @RpcMethod(idempotent = true, retries = 0)
    String findOnce(String name);

    /** Idempotent, with a streamed request, which can be sent only once. */
    @RpcMethod(idempotent = true)
    CompletableFuture<String> join(Flow.Publisher<String> names);
  }

  /** The method of that name in {@link Greeting}. */
  public static MethodContract method(String name) {
    return CONTRACT.methods().stream().filter(method -> method.method().getName().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no method " + name + " in " + Greeting.class.getName()));
  }

  /** A call of that method of {@link Greeting}, with a deadline of {@link #TIMEOUT} from now. */
  public static Invocation of(String method, NanoClock clock) {
    return of(method, "Ada", clock);
  }

  /** As {@link #of(String, NanoClock)}, with that argument. */
  public static Invocation of(String method, Object argument, NanoClock clock) {
    return new Invocation(method(method), List.of(argument), Deadline.after(TIMEOUT, clock), Attachments.empty(),
        new Cancellation());
  }
}
