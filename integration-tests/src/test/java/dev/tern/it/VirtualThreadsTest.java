package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Handlers on virtual threads, and callers. */
class VirtualThreadsTest {
  private final World world = new World();

  @RpcService
  interface Hop {
    String where();

    /** Sleeps, and asks the next one if there is one. */
    String ask(int millis);
  }

  static final class HopProvider implements Hop {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Hop next;

    HopProvider(Hop next) {
      this.next = next;
    }

    HopProvider() {
      this.next = this;
    }

    @Override
    public String where() {
      return Thread.currentThread().toString();
    }

    @Override
    public String ask(int millis) {
      running.incrementAndGet();
      try {
        Thread.sleep(millis);
        return next == this ? "end" : next.ask(millis);
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
        return "interrupted";
      } finally {
        running.decrementAndGet();
      }
    }
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void anOlderJvmSaysThatItHasNone() {
    assertThat(BadSettingsTest.refusal(() -> RpcServer.builder().virtualThreads())).isEqualTo("IllegalArgumentException:"
        + " virtualThreads: this JVM is Java " + Runtime.version().feature()
        + " (expected: Java 21 or newer, which has them)");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void handlersRunOnVirtualThreads() {
    world.serve(builder -> builder.service(new HopProvider()).virtualThreads());
    assertThat(world.client().create(Hop.class).where()).startsWith("VirtualThread[#").contains("tern-handler");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void asManyRunAtOnceAsOtherwiseWouldRunAndWaitAndTheNextIsRefused() {
    HopProvider provider = new HopProvider();
    world.serve(builder -> builder.service(provider).virtualThreads().handlerThreads(3).handlerQueue(2));
    Hop hop = world.client(builder -> builder.cluster("failfast").timeout(Duration.ofSeconds(30))).create(Hop.class);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread caller = new Thread(() -> hop.ask(20_000), "caller");
      caller.setDaemon(true);
      caller.start();
      callers.add(caller);
    }
    Awaitility.await().until(() -> provider.running.get() == 5);
    assertThat(Failing.call(hop::where).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    callers.forEach(Thread::interrupt);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void closingTheServerInterruptsThem() {
    HopProvider provider = new HopProvider();
    RpcServer server = world.serve(builder -> builder.service(provider).virtualThreads().drainLimit(Duration.ofMillis(100)));
    Hop hop = world.client(builder -> builder.cluster("failfast").timeout(Duration.ofSeconds(60))).create(Hop.class);
    CompletableFuture<Void> call = CompletableFuture.runAsync(() -> hop.ask(60_000));
    Awaitility.await().until(() -> provider.running.get() == 1);
    server.close();
    assertThat(provider.interrupted).hasValue(1);
    assertThat(call).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void anExecutorOfOnesOwnAndVirtualThreadsAreNotGivenTogether() {
    if (Runtime.version().feature() >= 21) {
      assertThat(BadSettingsTest.refusal(() -> RpcServer.builder().service(new HopProvider()).executor(Runnable::run)
          .virtualThreads().start())).isEqualTo("IllegalArgumentException: virtualThreads: given beside an executor of"
          + " your own (expected: one of them)");
    }
  }

  /**
   * Many more callers than carriers, each waiting in a handler that waits for another: every one of them lets its
   * carrier go. Pinned, they would have to wait for each other.
   */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void nothingPinsUnderLoadNeitherHandlersNorCallersNorCallsInsideHandlers(@TempDir Path directory) throws Exception {
    int calls = 400;
    HopProvider last = new HopProvider();
    world.serve(builder -> builder.service(last).virtualThreads());
    Hop second = world.client(builder -> builder.timeout(Duration.ofSeconds(60))).create(Hop.class);
    HopProvider first = new HopProvider(second);
    try (World front = new World()) {
      front.serve(builder -> builder.service(first).virtualThreads());
      Hop hop = front.client(builder -> builder.timeout(Duration.ofSeconds(60))).create(Hop.class);
      hop.ask(0); // what is initialized with the first call pins once: a class's own code runs under the JVM's lock
      try (Recording recording = new Recording()) {
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
        ExecutorService callers = virtualCallers();
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
          answers.add(callers.submit(() -> hop.ask(3_000)));
        }
        Awaitility.await().until(() -> first.running.get() == calls && last.running.get() == 0);
        Awaitility.await().until(() -> last.running.get() == calls); // all wait for a reply, at both hops
        for (Future<String> answer : answers) {
          assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("end");
        }
        for (int round = 0; round < 20; round++) {
          List<Future<String>> quick = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            quick.add(callers.submit(() -> hop.ask(1)));
          }
          for (Future<String> answer : quick) {
            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("end");
          }
        }
        callers.submit(Pinning::known).get(10, TimeUnit.SECONDS);
        callers.shutdown();
        recording.stop();
        List<RecordedEvent> pinned = pinned(recording, directory.resolve("pinned.jfr"));
        assertThat(pinned).as("the recording sees what pins").anyMatch(VirtualThreadsTest::isKnown);
        assertThat(pinned.stream().filter(event -> !isKnown(event))).isEmpty();
      }
    }
  }

  private static ExecutorService virtualCallers() throws ReflectiveOperationException {
    return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  /** Pins, on every Java: it waits while the JVM itself initializes it. */
  private static final class Pinning {
    static {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    static String known() {
      return "known";
    }
  }

  private static boolean isKnown(RecordedEvent event) {
    return event.getStackTrace() != null && event.getStackTrace().getFrames().stream()
        .anyMatch(frame -> frame.getMethod().getType().getName().equals(Pinning.class.getName()));
  }

  private static List<RecordedEvent> pinned(Recording recording, Path file) throws IOException {
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned")).toList();
  }
}
