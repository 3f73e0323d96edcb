package dev.tern.benchmarks.proxy;

import dev.tern.api.spi.Filter;
import dev.tern.api.spi.Reply;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call costs before it reaches the transport: filters answer it in the transport's place, one of them where a
 * call begins, one where an attempt does. Beside a direct call and a proxy of the JDK that does nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ProxyBenchmark {
  private static final Filter ANSWERING = (invocation, next) -> CompletableFuture.completedFuture(
      Reply.of((Long) Objects.requireNonNull(invocation.arguments().get(0)) + 1));

  private final Counter direct = number -> number + 1;
  private final Counter jdk = (Counter) Proxy.newProxyInstance(Counter.class.getClassLoader(),
      new Class<?>[] {Counter.class}, (proxy, method, arguments) -> (Long) arguments[0] + 1);

  private RpcServer server;
  private RpcClient toTheCall;
  private RpcClient toTheAttempt;
  private Counter ofTheCall;
  private Counter ofTheAttempt;
  private CounterAsync asyncOfTheAttempt;
  private long number;

  /** The provider is never called, but a client calls only those that it has reached. */
  @Setup
  public void setUp() throws IOException {
    server = RpcServer.builder().service(direct).start();
    String endpoint = "127.0.0.1:" + server.port();
    toTheCall = RpcClient.builder().direct(endpoint).filter(ANSWERING).build();
    toTheAttempt = RpcClient.builder().direct(endpoint).attemptFilter(ANSWERING).build();
    ofTheCall = toTheCall.create(Counter.class);
    ofTheAttempt = toTheAttempt.create(Counter.class);
    asyncOfTheAttempt = toTheAttempt.create(CounterAsync.class);
  }

  /** Ends both ends. */
  @TearDown
  public void tearDown() {
    toTheCall.close();
    toTheAttempt.close();
    server.close();
  }

  /** No framework. */
  @Benchmark
  public long direct() {
    return direct.next(++number);
  }

  /** A proxy, with the arguments boxed. */
  @Benchmark
  public long jdkProxy() {
    return jdk.next(++number);
  }

  /** The proxy, its deadline and context, up to the first filter. */
  @Benchmark
  public long proxy() {
    return ofTheCall.next(++number);
  }

  /** All that stands before the transport: filters, statistics, failover, the picker. */
  @Benchmark
  public long proxyFailoverAndPick() {
    return ofTheAttempt.next(++number);
  }

  /** The same with a future, which is completed on the client's own threads. */
  @Benchmark
  public long asyncProxyFailoverAndPick() {
    return asyncOfTheAttempt.next(++number).join();
  }
}
