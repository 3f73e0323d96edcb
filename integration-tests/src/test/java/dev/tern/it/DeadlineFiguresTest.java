package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.it.faults.PrivateNetwork;
import dev.tern.it.pb.Chunk;
import dev.tern.it.pb.Want;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How late a call ends at most, whatever its provider does: measured, printed, and held to what is promised. */
@Tag("long")
class DeadlineFiguresTest {
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final int WARM_UP = 30;
  private static final int FOR_EVER_MILLIS = 600_000;

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aStoppedProvider() throws Exception {
    try (ChildJvm provider = ChildJvm.start(WorkMain.class, "far", "-", "-")) {
      String address = provider.await("ready ");
      Work work = workOf(address);
      answered(work);
      provider.signal("STOP");
      measure("stopped", work, 0);
      measureStreams("stopped", address);
    }
  }

  /** Connections stand, and nothing comes through any more, nor is it refused. */
  @Test
  void aProviderBehindADamThatIsShut() throws Exception {
    try (Dam dam = new Dam(world.serve(new WorkProvider("near")).port())) {
      Work work = workOf(dam.address());
      answered(work);
      dam.shut();
      measure("behind a dam", work, 0);
      measureStreams("behind a dam", dam.address());
    }
  }

  /** On a network of its own, whose only link is taken down: whatever is sent disappears. */
  @Test
  void aProviderWhosePacketsAreDropped() throws Exception {
    String refusal = PrivateNetwork.refusal();
    assumeTrue(refusal == null, () -> "NOT TESTED: " + refusal);
    try (ChildJvm alone = ChildJvm.startBehind(PrivateNetwork.COMMAND, Dropped.class)) {
      assertThat(alone.awaitExit()).as("exit code, after " + alone.output()).isZero();
      alone.output().forEach(System.out::println);
    }
  }

  /** Consumer and provider on a network that goes down. */
  static final class Dropped {
    private Dropped() {}

    public static void main(String[] arguments) throws Exception {
      try (RpcServer server = provider(); RpcClient client = consumer(server.address().toString())) {
        Work work = client.create(Work.class);
        warmUp(work);
        Process down = new ProcessBuilder("ip", "link", "set", "lo", "down").start();
        assertThat(down.waitFor()).as("exit code of ip").isZero();
        measure("dropped packets", work, 0);
      }
      System.exit(0);
    }
  }

  @Test
  void aProviderThatAcceptsAndStaysMute() throws Exception {
    try (Peers.Mute mute = Peers.mute()) {
      measure("mute", workOf(mute.address()), 0);
    }
  }

  @Test
  void aProviderThatSendsNoSettings() throws Exception {
    try (RudeServer rude = new RudeServer(Rudeness.SENDS_NO_SETTINGS)) {
      measure("without settings", workOf(rude.address()), 0);
    }
  }

  @Test
  void aProviderThatTakesNoStream() throws Exception {
    try (RudeServer rude = new RudeServer(Rudeness.ALLOWS_NO_STREAM)) {
      measure("without streams", workOf(rude.address()), 0);
    }
  }

  @Test
  void aProviderWhoseHandlersNeverReturn() throws Exception {
    String address = world.serve(builder -> builder.service(new WorkProvider("near")).handlerThreads(2)
        .handlerQueue(100_000).drainLimit(Duration.ofMillis(100))).address().toString();
    Work work = workOf(address);
    answered(work);
    measure("stuck", work, FOR_EVER_MILLIS);
  }

  private Work workOf(String address) {
    return world.closing(consumer(address)).create(Work.class);
  }

  @BeforeAll
  static void warmUp() {
    try (RpcServer server = provider(); RpcClient client = consumer(server.address().toString())) {
      warmUp(client.create(Work.class));
    }
  }

  /** A JVM that still interprets what it runs is late by itself. */
  private static void warmUp(Work work) {
    answered(work);
    for (int i = 0; i < WARM_UP; i++) {
      List<CompletableFuture<String>> calls =
          IntStream.range(0, 100).mapToObj(id -> work.onceLater("warm" + id, 0)).toList();
      calls.forEach(call -> call.exceptionally(tooSlow -> "").join());
    }
  }

  /** With patience: the first call takes long. */
  private static void answered(Work work) {
    Awaitility.await().ignoreExceptions().until(() -> work.safe("first", 0) != null);
  }

  private static RpcServer provider() {
    try {
      return RpcServer.builder().service(new WorkProvider("near")).shutdownHook(false).spreadDelay(Duration.ZERO)
          .drainLimit(Duration.ofMillis(100)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RpcClient consumer(String address) {
    return RpcClient.builder().direct(address).timeout(TIMEOUT).build();
  }

  /** Every second call is idempotent, and might go elsewhere if there was somewhere. */
  private static void measure(String provider, Work work, int millis) throws InterruptedException {
    Failing.future(work.onceLater("warm", millis));
    Lateness blocking = Lateness.ofBlocking(provider, TIMEOUT, id -> {
      if (id.hashCode() % 2 == 0) {
        work.safe(id, millis);
      } else {
        work.once(id, millis);
      }
    });
    Lateness futures = Lateness.ofFutures(provider, TIMEOUT,
        id -> id.hashCode() % 2 == 0 ? work.safeLater(id, millis) : work.onceLater(id, millis));
    blocking.isAsPromised();
    futures.isAsPromised();
  }

  /** A stream has until then to begin. */
  private void measureStreams(String provider, String address) throws InterruptedException {
    RpcClient client = world.closing(consumer(address));
    Streams.Publishers publishers = client.create(Streams.Publishers.class);
    Failing.future(ended(publishers.down(Want.getDefaultInstance())));
    Lateness.ofFutures(provider + ", stream", TIMEOUT, id -> ended(publishers.down(Want.getDefaultInstance())))
        .isAsPromised();
  }

  private static CompletableFuture<Object> ended(Flow.Publisher<Chunk> stream) {
    CompletableFuture<Object> ended = new CompletableFuture<>();
    stream.subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(1);
      }

      @Override
      public void onNext(Chunk chunk) {
        ended.complete(chunk);
      }

      @Override
      public void onError(Throwable failure) {
        ended.completeExceptionally(failure);
      }

      @Override
      public void onComplete() {
        ended.complete("nothing");
      }
    });
    return ended;
  }
}
