package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that is killed in the middle of an 8 MiB request: one froze, so that its kernel's buffers hold a part. */
class BigRequestTest {
  private static final int BYTES = 8 << 20;
  private static final int PART_BYTES = 256 << 10;
  /** More than any other traffic of this test, less than a kernel's smallest buffer. */
  private static final int UNREAD_BYTES = 16 << 10;

  private final ChildJvm victim = ChildJvm.start(BigRequestMain.class);
  private final ChildJvm other = ChildJvm.start(BigRequestMain.class);
  private Endpoint victimAt;
  private Endpoint otherAt;
  private RpcClient client;
  private BigRequests requests;

  @BeforeEach
  void freezeOne() throws Exception {
    victimAt = Endpoint.parse(victim.await("ready "));
    otherAt = Endpoint.parse(other.await("ready "));
    client = RpcClient.builder().direct(victimAt, otherAt).maxMessageBytes(16 << 20).build();
    requests = client.create(BigRequests.class);
    for (int i = 0; i < 4; i++) {
      requests.ran(); // so that both are connected
    }
    signal("-STOP");
  }

  @AfterEach
  void close() {
    client.close();
    victim.close();
    other.close();
  }

  private void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("kill", name, Long.toString(victim.pid())).start().waitFor()).isZero();
  }

  /** Once a good part of a request lies in the buffers of a process that does not read it. */
  private void killInTheMiddle() {
    Awaitility.await().until(() -> unreadBytes(victimAt.port()) > UNREAD_BYTES);
    victim.kill();
  }

  /** What the kernel has received for connections of that port and nobody has read. */
  private static long unreadBytes(int port) {
    String local = String.format(Locale.ROOT, ":%04X", port);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(file -> lines(Path.of(file)).stream())
        .map(line -> line.strip().split("\\s+")).filter(fields -> fields[1].endsWith(local))
        .mapToLong(fields -> Long.parseLong(fields[4].substring(fields[4].indexOf(':') + 1), 16)).sum();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ranAtOther() {
    try (RpcClient direct = RpcClient.builder().direct(otherAt).build()) {
      return direct.create(BigRequests.class).ran();
    }
  }

  @Test
  void isNotRepeatedIfItMayHaveBeenExecuted() {
    List<CompletableFuture<Integer>> calls = List.of(requests.once(new byte[BYTES]), requests.once(new byte[BYTES]));
    killInTheMiddle();

    List<Object> outcomes = calls.stream()
        .map(call -> call.<Object>handle((bytes, failure) -> failure == null ? bytes : failure).join()).toList();
    assertThat(outcomes).containsOnlyOnce(BYTES);
    RpcException failure = (RpcException) outcomes.stream().filter(RpcException.class::isInstance).findFirst()
        .orElseThrow();
    assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(failure.attempts()).extracting(RpcException.FailedAttempt::endpoint).containsExactly(victimAt);
    assertThat(ranAtOther()).isEqualTo("safe 0, once 1");
  }

  @Test
  void goesToAnotherProviderIfItsMethodIsIdempotent() throws Exception {
    List<CompletableFuture<Integer>> calls = List.of(requests.safe(new byte[BYTES]), requests.safe(new byte[BYTES]));
    killInTheMiddle();

    for (CompletableFuture<Integer> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(BYTES);
    }
    assertThat(ranAtOther()).isEqualTo("safe 2, once 0");
  }

  @Test
  void isNeverSentAgainOnceItsPublisherHasBegun() {
    List<Parts> sources = List.of(new Parts(), new Parts());
    List<CompletableFuture<Integer>> calls = sources.stream().map(requests::streamed).toList();
    killInTheMiddle();

    int failed = 0;
    for (int i = 0; i < calls.size(); i++) {
      Object outcome = calls.get(i).<Object>handle((bytes, failure) -> failure == null ? bytes : failure).join();
      assertThat(sources.get(i).subscribed).hasValue(1);
      if (outcome instanceof RpcException failure) {
        failed++;
        assertThat(failure.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
        assertThat(failure.attempts()).extracting(RpcException.FailedAttempt::endpoint).containsExactly(victimAt);
        assertThat(sources.get(i).made.get()).isLessThan(BYTES / PART_BYTES);
      } else {
        assertThat(outcome).isEqualTo(BYTES);
      }
    }
    assertThat(failed).isEqualTo(1);
  }

  /** 8 MiB in parts, made when they are asked for. */
  private static final class Parts implements Flow.Publisher<byte[]>, Flow.Subscription {
    private final AtomicInteger subscribed = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private Flow.Subscriber<? super byte[]> subscriber;

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> one) {
      subscribed.incrementAndGet();
      subscriber = one;
      one.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      int number = made.incrementAndGet(); // a pump asks for one at a time
      subscriber.onNext(new byte[PART_BYTES]);
      if (number == BYTES / PART_BYTES) {
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {}
  }
}
