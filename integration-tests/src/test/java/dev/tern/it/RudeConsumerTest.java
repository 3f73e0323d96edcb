package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a consumer does, its provider answers or ends that call or that connection, goes on serving others, and is
 * left as it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RudeConsumerTest {
  private static final int STREAMS = 1_000;
  private static final int REFUSED = RawHttp2.REFUSED_STREAM;
  private static final long MIB = 1 << 20;

  private final ChildJvm provider = ChildJvm.startWith(System.getProperty("java.class.path"),
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Dio.netty.leakDetection.level=paranoid"),
      RudeProviderMain.class);
  private final String address = provider.await("ready ");
  private PoliteConsumer polite;

  @BeforeEach
  void othersCall() {
    polite = new PoliteConsumer(address);
  }

  @AfterEach
  void theirCallsSucceeded() throws Exception {
    polite.close();
    assertThat(polite.failures).isEmpty();
    assertThat(polite.calls.get()).isPositive();
  }

  @AfterAll
  void end() {
    provider.close();
  }

  @ParameterizedTest
  @EnumSource
  void itIsAnsweredOrEndedAlone(RudeCall call) throws IOException {
    assertThat(heard(call)).isEqualTo(call.heard());
    polite.callsOn();
  }

  private String heard(RudeCall call) throws IOException {
    try (RudeConsumer me = call.isPolite() ? RudeConsumer.polite(address) : RudeConsumer.silent(address)) {
      try {
        call.on(me);
      } catch (IOException e) {
        // the provider hung up meanwhile: what it said before can still be read
      }
      String heard = me.hear(1);
      if (heard.endsWith("closed")) {
        return heard;
      }
      try {
        me.call(99_999, "after");
      } catch (IOException e) {
        // likewise
      }
      String after = me.hear(99_999);
      return after.equals("reply, status 0") ? heard : heard + ", then " + after;
    }
  }

  @Test
  void noMoreThanAThousandCallsAreTakenAtOnceFromOneConnection() throws IOException {
    try (RudeConsumer me = RudeConsumer.polite(address)) {
      me.wire.settingsAck();
      for (int i = 0; i <= STREAMS; i++) {
        me.begin(2 * i + 1);
      }
      assertThat(me.hear(2 * STREAMS + 1)).isEqualTo("reset " + REFUSED);
      polite.callsOn();
      me.wire.data(1, true, RudeConsumer.request("one-of-a-thousand"));
      assertThat(me.hear(1)).isEqualTo("reply, status 0");
      provider.await("ran one-of-a-thousand");
    }
  }

  @Test
  void aConnectionThatBreaksAnywhereLeavesNothingBehind() throws IOException {
    for (RudeCall call : RudeCall.values()) {
      if (call != RudeCall.RESETS_FOR_EVER) {
        heard(call); // what happens once per process has happened
      }
    }
    long[] before = state("before");
    for (int i = 0; i < 300; i++) {
      try (RudeConsumer me = RudeConsumer.polite(address)) {
        switch (i % 6) {
          case 0 -> me.begin(1);
          case 1 -> {
            me.begin(1);
            me.wire.data(1, false, new byte[16_000]);
          }
          case 2 -> me.call(1, "lost" + i);
          case 3 -> {
            me.begin(1);
            me.wire.reset(1, RawHttp2.CANCEL);
          }
          case 4 -> me.wire.send(RawHttp2.HEADERS, 0, 1, RawHttp2.block(RudeConsumer.headers()));
          default -> me.wire.raw((byte) 0, (byte) 1);
        }
        me.wire.crash();
      }
    }
    polite.callsOn();
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
      long[] after = state("after" + System.nanoTime());
      assertThat(after[0]).as("threads").isLessThanOrEqualTo(before[0] + 1);
      assertThat(after[1]).as("bytes of direct memory").isLessThanOrEqualTo(before[1] + 2 * MIB);
    });
    assertThat(provider.output()).as("reports of lost buffers").noneMatch(line -> line.contains("LEAK"));
  }

  private long[] state(String name) {
    provider.tell(name);
    String[] told = provider.await("state " + name + " ").split(" ");
    return new long[] {Long.parseLong(told[0]), Long.parseLong(told[1])};
  }

  /** A process of its own, since it ends. */
  @Test
  void noCallIsLeftOverThatAClosingProviderWouldWaitFor() throws IOException {
    try (ChildJvm other = ChildJvm.start(RudeProviderMain.class)) {
      String there = other.await("ready ");
      for (int i = 0; i < 50; i++) {
        try (RudeConsumer me = RudeConsumer.polite(there)) {
          me.begin(1);
          me.wire.data(1, false, (byte) 0);
          me.begin(3);
          me.wire.crash();
        }
      }
      try (RudeConsumer me = RudeConsumer.polite(there)) {
        me.call(1, "last");
        assertThat(me.hear(1)).isEqualTo("reply, status 0");
      }
      other.tell("close");
      assertThat(Long.parseLong(other.await("closed "))).as("milliseconds").isLessThan(5_000);
      assertThat(other.output()).noneMatch(line -> line.contains("still under way"));
    }
  }

  /** Somebody else, who calls the same provider all the time. */
  private static final class PoliteConsumer implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;

    final List<String> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger calls = new AtomicInteger();
    private final RpcClient client;
    private final Thread thread = new Thread(this::call, "polite-consumer");
    private volatile boolean closed;

    PoliteConsumer(String address) {
      client = RpcClient.builder().direct(address).timeout(Duration.ofSeconds(20)).build();
      thread.start();
    }

    private void call() {
      Work work = client.create(Work.class);
      while (!closed) {
        try {
          work.once("polite", 0);
          calls.incrementAndGet();
        } catch (RuntimeException e) {
          failures.add(e.toString());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    /** Waits for calls that begin now. */
    void callsOn() {
      int target = calls.get() + 3;
      Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> calls.get() >= target || !failures.isEmpty());
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      thread.join();
      client.close();
    }
  }
}
