package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop with its thread, over the registry in memory. */
@Timeout(30)
class RegistryLoopThreadTest {
  private static final RegistryLoopSettings HASTY = new RegistryLoopSettings(Duration.ofMillis(50), Duration.ofMillis(10),
      Duration.ofMillis(20), Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO,
      Duration.ofMillis(100));

  private static final Duration LONG = Duration.ofSeconds(10);

  private final MemoryRegistry registry = new MemoryRegistry();
  private final BlockingQueue<List<ServiceInstance>> told = new LinkedBlockingQueue<>();

  private static RegistryLoop start(RegistryDriver driver, RegistryLoopSettings settings) {
    return RegistryLoop.start("memory", driver, settings, LastKnown.NOTHING, NanoClock.system(), new Random(1));
  }

  private RegistryLoop start() {
    return start(registry.driver(), RegistryLoopSettings.defaults().withEmptyProtection(Duration.ZERO));
  }

  @Test
  void consumersSeeProvidersComeAndGo() throws Exception {
    try (RegistryLoop consumer = start(); RegistryLoop provider = start(); RegistryLoop other = start()) {
      Subscription subscription = consumer.subscribe(GREETING, told::add);
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(subscription.awaitFirst(LONG)).isTrue();
      Registration first = provider.register(A);
      assertThat(first.awaitStanding(LONG)).isTrue();
      assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(A);
      other.register(B);
      assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(A, B);
      first.close();
      assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(B);
      other.close();

      assertThat(told.poll(10, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void theThreadNamesItsRegistryAndEndsWithTheLoop() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    try (RegistryLoop loop = start()) {
      loop.subscribe(GREETING, instances -> thread.complete(Thread.currentThread()));
      assertThat(thread.get(10, TimeUnit.SECONDS).getName()).isEqualTo("tern-registry-memory");
      assertThat(thread.get().isDaemon()).isTrue();
    }

    assertThat(thread.get().isAlive()).isFalse();
  }

  @Test
  void whenClosingReturnsEveryRecordIsGone() throws Exception {
    RegistryLoop provider = start();
    provider.register(A).awaitStanding(LONG);
    provider.register(B).awaitStanding(LONG);
    provider.close();

    assertThat(registry.driver().list("demo.Greeting", LONG).records()).isEmpty();
  }

  @Test
  void aWithdrawnRecordIsGoneWhileTheLoopGoesOn() throws Exception {
    try (RegistryLoop provider = start()) {
      Registration first = provider.register(A);
      Registration second = provider.register(B);
      second.awaitStanding(LONG);
      first.withdraw();
      first.withdraw();

      assertThat(first.awaitWithdrawn(LONG)).isTrue();
      assertThat(registry.driver().list("demo.Greeting", LONG).records()).containsOnlyKeys("b");
      assertThat(first.status()).isEqualTo(
          new RegistrationStatus("memory", GREETING, A.endpoint(), false, "not registered any more"));
      assertThat(second.status()).isEqualTo(new RegistrationStatus("memory", GREETING, B.endpoint(), true, ""));
    }
  }

  @Test
  void aProcessThatLeavesLateDoesNotTakeItsSuccessorsRecordAway() throws Exception {
    try (RegistryLoop successor = start()) {
      RegistryLoop late = start();
      late.register(A).awaitStanding(LONG);
      successor.register(A).awaitStanding(LONG);
      late.close();

      assertThat(registry.driver().list("demo.Greeting", LONG).records()).containsOnlyKeys("a");
    }
  }

  @Test
  void waitingForAnAnswerEndsWhenTheLoopCloses() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    RegistryLoop loop = start(new Hanging(entered), RegistryLoopSettings.defaults());
    Subscription subscription = loop.subscribe(GREETING, told::add);
    entered.await();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
      try {
        return subscription.awaitFirst(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    loop.close();

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aDriverThatNeverReturnsDoesNotHoldUpClosingForLong() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Hanging driver = new Hanging(entered);
    RegistryLoop loop = start(driver, HASTY);
    Registration registration = loop.register(A);
    entered.await();
    long before = System.nanoTime();
    registration.close();
    assertThat(registration.awaitWithdrawn(Duration.ofMillis(10))).isFalse();
    loop.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(driver.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void severalDriversThatNeverReturnHoldUpClosingNoLongerThanOne() throws Exception {
    CountDownLatch entered = new CountDownLatch(3);
    List<RegistryLoop> loops = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loops.add(start(new Hanging(entered), HASTY));
    }
    Registries registries = new Registries(loops);
    registries.register(A);
    entered.await();
    long before = System.nanoTime();
    registries.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void whoHasNoRecordDoesNotWaitForWhatTheDriverIsDoing() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    RegistryLoop loop = start(new EndedByClose(entered), RegistryLoopSettings.defaults());
    loop.subscribe(GREETING, told::add);
    entered.await();
    long before = System.nanoTime();
    loop.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aRecordWhoseRemovalWasTriedLongEnoughHoldsUpNothing() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Registries registries =
        new Registries(List.of(start(new EndedByClose(entered), RegistryLoopSettings.defaults())));
    registries.register(A).get(0).withdraw();
    entered.await();
    long before = System.nanoTime();
    registries.beginClose(Duration.ZERO);
    registries.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aRecordThatStandsIsRemovedBeforeTheDriverIsClosedThoughSomethingElseIsUnderWay() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    List<String> ended = new CopyOnWriteArrayList<>();
    RegistryDriver slow = new SlowListing(registry.driver(), entered, ended);
    RegistryLoop loop = start(slow, RegistryLoopSettings.defaults());
    Registration registration = loop.register(A);
    assertThat(registration.awaitStanding(LONG)).isTrue();
    entered.await();
    loop.close();

    assertThat(ended).startsWith("remove", "close");
  }

  @Test
  void aListenerMayCloseTheLoop() throws Exception {
    RegistryLoop loop = start();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    loop.register(A);
    loop.subscribe(GREETING, instances -> {
      loop.close();
      closed.complete(null);
    });

    closed.get(10, TimeUnit.SECONDS);
  }

  /** Waits for ever, unless interrupted. */
  private static final class Hanging implements RegistryDriver {
    final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch entered;

    Hanging(CountDownLatch entered) {
      this.entered = entered;
    }

    private void hang() throws InterruptedException {
      entered.countDown();
      new CountDownLatch(1).await();
    }

    @Override
    public void put(String service, String id, byte[] record, Duration timeout) throws InterruptedException {
      hang();
    }

    @Override
    public void remove(String service, String id, Duration timeout) throws InterruptedException {
      hang();
    }

    @Override
    public Listing list(String service, Duration timeout) throws InterruptedException {
      hang();
      throw new IllegalStateException();
    }

    @Override
    public AutoCloseable watch(String service, Listener listener, Duration timeout) {
      return () -> {};
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** Every operation lasts until the driver is closed, as the contract allows within its timeout. */
  private static final class EndedByClose implements RegistryDriver {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch entered;

    EndedByClose(CountDownLatch entered) {
      this.entered = entered;
    }

    private IOException last() throws InterruptedException {
      entered.countDown();
      closed.await();
      return new IOException("closed");
    }

    @Override
    public void put(String service, String id, byte[] record, Duration timeout) throws IOException, InterruptedException {
      throw last();
    }

    @Override
    public void remove(String service, String id, Duration timeout) throws IOException, InterruptedException {
      throw last();
    }

    @Override
    public Listing list(String service, Duration timeout) throws IOException, InterruptedException {
      throw last();
    }

    @Override
    public AutoCloseable watch(String service, Listener listener, Duration timeout)
        throws IOException, InterruptedException {
      throw last();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** Whose listings take a second. */
  private record SlowListing(RegistryDriver driver, CountDownLatch entered, List<String> ended)
      implements RegistryDriver {
    @Override
    public void put(String service, String id, byte[] record, Duration timeout) throws IOException, InterruptedException {
      driver.put(service, id, record, timeout);
    }

    @Override
    public void remove(String service, String id, Duration timeout) throws IOException, InterruptedException {
      ended.add("remove");
      driver.remove(service, id, timeout);
    }

    @Override
    public Listing list(String service, Duration timeout) throws IOException, InterruptedException {
      entered.countDown();
      TimeUnit.SECONDS.sleep(1);
      return driver.list(service, timeout);
    }

    @Override
    public AutoCloseable watch(String service, Listener listener, Duration timeout)
        throws IOException, InterruptedException {
      return driver.watch(service, listener, timeout);
    }

    @Override
    public void close() {
      ended.add("close");
      driver.close();
    }
  }
}
