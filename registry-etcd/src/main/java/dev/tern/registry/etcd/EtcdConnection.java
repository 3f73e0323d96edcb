package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tern.api.spi.RegistryCredentials;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to etcd: one jetcd client at a time, and calls that end when their time does.
 *
 * <p>A client that failed to answer, for whatever reason but etcd's own word, is closed, which ends every call that it
 * still carries: none is carried out late, after its caller has given up. The next call opens another client, at the
 * earliest a second later; two, if the last one was lost without an answer as well. So nobody waits for the backoff of
 * an old connection, which grows to minutes, and a dead etcd is not hammered. Safe for many threads.
 */
final class EtcdConnection {
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  // A client and a server share a process: a second for both.
  private static final long LONG_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long JITTER_NANOS = Duration.ofMillis(500).toNanos();
  private static final int MAX_LISTING_BYTES = 64 * 1024 * 1024;

  private final EtcdSettings settings;
  private final ExecutorService threads;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private volatile String lastLoss = "";
  private volatile boolean lostInVain; // since it last answered, a client was lost

  // Guarded by this
  private @Nullable Client client;
  private long pausedUntilNanos = System.nanoTime();

  /** A call under way, and the client that carries it. */
  record Call<T>(Client client, CompletableFuture<T> answer) {}

  /** @param threads on which jetcd works; its owner ends them after this is closed */
  EtcdConnection(EtcdSettings settings, ExecutorService threads) {
    this.settings = settings;
    this.threads = threads;
  }

  /** The point in time until which something may take. */
  static long deadline(Duration timeout) {
    return System.nanoTime() + timeout.toNanos();
  }

  /**
   * Carries something out.
   *
   * @throws EtcdFailure if etcd refused it or cannot be reached
   * @throws IOException if it took too long, or this was closed meanwhile
   */
  <T> T call(Function<Client, CompletableFuture<T>> operation, long deadlineNanos)
      throws IOException, InterruptedException {
    return end(begin(operation, deadlineNanos), deadlineNanos);
  }

  /** The first half of {@link #call}: does not wait for the answer. */
  <T> Call<T> begin(Function<Client, CompletableFuture<T>> operation, long deadlineNanos)
      throws IOException, InterruptedException {
    return start(client(deadlineNanos), operation);
  }

  private <T> Call<T> start(Client used, Function<Client, CompletableFuture<T>> operation) throws IOException {
    try { // on another thread, since connecting begins with a look-up of host names, which may block
      return new Call<>(used,
          CompletableFuture.supplyAsync(() -> operation.apply(used), threads).thenCompose(Function.identity()));
    } catch (RejectedExecutionException e) {
      throw isClosed();
    }
  }

  /** The second half of {@link #call}. */
  <T> T end(Call<T> call, long deadlineNanos) throws IOException, InterruptedException {
    try {
      CompletableFuture.anyOf(call.answer, closed).get(Math.max(0, deadlineNanos - System.nanoTime()), NANOSECONDS);
      if (closed.isDone()) {
        throw isClosed();
      }
      T answer = call.answer.get();
      lostInVain = false;
      return answer;
    } catch (ExecutionException e) {
      if (closed.isDone()) {
        throw isClosed();
      }
      EtcdFailure failure = EtcdFailure.of(e.getCause());
      if (!failure.isByEtcd() && !drop(call.client, failure.getMessage())) {
        throw new IOException(lastLoss, e.getCause()); // ended with its client, on account of another call
      }
      throw failure;
    } catch (TimeoutException e) {
      drop(call.client, "etcd does not answer");
      throw new IOException("etcd does not answer in time", e);
    } catch (InterruptedException e) {
      drop(call.client, "a call was interrupted");
      throw e;
    }
  }

  private Client client(long deadlineNanos) throws IOException, InterruptedException {
    while (true) {
      long pauseNanos;
      synchronized (this) {
        if (closed.isDone()) {
          throw isClosed();
        }
        Client open = client;
        pauseNanos = pausedUntilNanos - System.nanoTime();
        if (open != null || pauseNanos <= 0) {
          return open != null ? open : open();
        }
        if ((deadlineNanos - System.nanoTime()) / 2 < pauseNanos) {
          throw new IOException(lastLoss); // too little time would be left for an answer
        }
      }
      isClosedWithin(pauseNanos);
    }
  }

  private synchronized Client open() throws IOException {
    ClientBuilder builder = Client.builder().target(settings.target())
        .executorService(threads).maxInboundMessageSize(MAX_LISTING_BYTES)
        .waitForReady(false).retryMaxAttempts(0) // the registry loop repeats, and knows when
        .connectTimeout(Duration.ofSeconds(3))
        .keepaliveTime(Duration.ofSeconds(10)).keepaliveTimeout(Duration.ofSeconds(3))
        .keepaliveWithoutCalls(false); // etcd ends connections that do it
    EtcdTls.configure(builder, settings);
    RegistryCredentials credentials = settings.credentials();
    if (credentials != null) {
      builder.user(ByteSequence.from(credentials.user(), UTF_8))
          .password(ByteSequence.from(credentials.password(), UTF_8));
    }
    Client opened = builder.build(); // connects with its first call
    opened.getKVClient(); // made now, since what is made after close is never closed
    opened.getLeaseClient();
    opened.getWatchClient();
    client = opened;
    return opened;
  }

  /** False: this was done before. */
  private synchronized boolean drop(Client lost, String reason) {
    if (client != lost) {
      return false;
    }
    client = null;
    pausedUntilNanos = System.nanoTime()
        + (lostInVain ? LONG_PAUSE_NANOS + ThreadLocalRandom.current().nextLong(JITTER_NANOS) : PAUSE_NANOS);
    lostInVain = true;
    lastLoss = reason;
    later(lost::close);
    return true;
  }

  /** Does it on another thread: what takes jetcd's locks may wait for a look-up of host names. */
  void later(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      // Everything has been closed, and so has this.
    }
  }

  /** Waits so long, or until this is closed. */
  boolean isClosedWithin(long nanos) throws InterruptedException {
    try {
      closed.get(nanos, NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
    return true;
  }

  private static IOException isClosed() {
    return new IOException("this handle of the registry is closed");
  }

  /** Ends every call that is under way, and refuses others. False: this was done before. */
  boolean refuseCalls() {
    return closed.complete(null);
  }

  /** The last call of all, after {@link #refuseCalls}, through a new client if there is none. */
  <T> Call<T> beginLast(Function<Client, CompletableFuture<T>> operation) throws IOException {
    Client last;
    synchronized (this) {
      last = client != null ? client : open();
    }
    return start(last, operation);
  }

  /** After {@link #refuseCalls}: ends the client. */
  synchronized void close() {
    Client open = client;
    client = null;
    if (open != null) {
      later(open::close);
    }
  }
}
