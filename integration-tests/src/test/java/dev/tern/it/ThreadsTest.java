package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.MemoryRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose code runs where, and what is left behind. */
class ThreadsTest {
  private final World world = new World();

  @RpcService
  interface Where {
    String handled();

    @RpcMethod(nonBlocking = true)
    String handledAtOnce();

    CompletableFuture<String> handledLater();
  }

  static final class WhereProvider implements Where {
    @Override
    public String handled() {
      return Thread.currentThread().getName();
    }

    @Override
    public String handledAtOnce() {
      return Thread.currentThread().getName();
    }

    @Override
    public CompletableFuture<String> handledLater() {
      String here = Thread.currentThread().getName();
      return CompletableFuture.supplyAsync(() -> here, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    }
  }

  @BeforeEach
  void open() {
    world.serve(new WhereProvider());
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void handlersRunOnTheHandlersPoolAndNonBlockingOnesOnTheEventLoop() throws Exception {
    Where where = world.client().create(Where.class);
    assertThat(where.handled()).matches("tern-handler-\\d+");
    assertThat(where.handledAtOnce()).matches("tern-server-io-\\d+");
    assertThat(where.handledLater().get(10, TimeUnit.SECONDS)).matches("tern-handler-\\d+");
  }

  @Test
  void handlersRunOnTheExecutorOfTheUser() throws Exception {
    ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "my-handlers"));
    try (World other = new World()) {
      other.serve(builder -> builder.service(new WhereProvider()).executor(own));
      assertThat(other.client().create(Where.class).handled()).isEqualTo("my-handlers");
      assertThat(other.client().create(Where.class).handledAtOnce()).matches("tern-server-io-\\d+");
    } finally {
      own.shutdown();
    }
  }

  @Test
  void continuationsRunOnTheClientsPoolAndNotOnAnEventLoop() {
    assertThat(continuationThread(world.client())).matches("tern-client-\\d+");
  }

  @Test
  void continuationsRunOnTheExecutorOfTheUser() {
    ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "my-continuations"));
    try {
      assertThat(continuationThread(world.client(builder -> builder.executor(own)))).isEqualTo("my-continuations");
    } finally {
      own.shutdown();
    }
  }

  @Test
  void continuationsRunOnTheEventLoopWhereTheClientAsksForIt() {
    assertThat(continuationThread(world.client(builder -> builder.completeOnEventLoop())))
        .matches("tern-client-io-\\d+");
  }

  @Test
  void anExecutorThatTakesNoMoreWorkStillLosesNoCall() {
    Executor full = task -> {
      throw new RejectedExecutionException("full");
    };
    assertThat(continuationThread(world.client(builder -> builder.executor(full)))).matches("tern-client-io-\\d+");
  }

  /** The provider answers after a while, so that the continuation is there before. */
  private static String continuationThread(RpcClient client) {
    return client.create(Where.class).handledLater().thenApply(answer -> Thread.currentThread().getName())
        .orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void whatIsClosedLeavesNoThreadBehind() throws Exception {
    world.close();
    Set<Thread> others = ternThreads(); // such as handlers of an earlier test that do not heed an interrupt
    MemoryRegistry registry = new MemoryRegistry();
    for (int round = 0; round < 20; round++) {
      try (RpcServer server = RpcServer.builder().registry(registry).spreadDelay(Duration.ZERO)
               .service(new WhereProvider()).start();
          RpcClient client = RpcClient.builder().registry(registry).build()) {
        Where where = client.create(Where.class);
        where.handled();
        where.handledLater().thenRun(() -> { }).get(10, TimeUnit.SECONDS);
      }
    }
    Awaitility.await().untilAsserted(() -> assertThat(ternThreads()).isSubsetOf(others));
  }

  private static Set<Thread> ternThreads() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("tern-"))
        .collect(Collectors.toSet());
  }
}
