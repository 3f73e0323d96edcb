package dev.tern.registry.etcd;

import dev.tern.api.spi.RegistryDriver.Listener;
import dev.tern.registry.etcd.EtcdConnection.Call;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One watch of the registry loop, over as many streams as it takes: etcd ends them on compaction and when a member
 * loses its leader, and they end with their connection. Each end is a hint, and so is each new beginning, since nobody
 * knows what was missed in between.
 *
 * <p>Safe for many threads; one at a time may begin a stream.
 */
final class EtcdWatch {
  private final EtcdConnection connection;
  private final ByteSequence prefix;
  private final WatchOption options;
  private final Listener listener;
  private volatile Stream stream = new Stream();
  private volatile boolean closed;

  EtcdWatch(EtcdConnection connection, ByteSequence prefix, Listener listener) {
    this.connection = connection;
    this.prefix = prefix;
    this.listener = listener;
    this.options = WatchOption.builder().isPrefix(true).withCreateNotify(true)
        .withRequireLeader(true) // a member that has lost the others would wait in silence
        .build();
  }

  /** Begins a stream in the place of the one before. */
  Call<Void> begin(long deadlineNanos) throws IOException, InterruptedException {
    Stream next = new Stream();
    Stream before = stream;
    stream = next;
    before.stop();
    boolean begun = false;
    try {
      Call<Void> call = connection.begin(next::start, deadlineNanos);
      begun = true;
      return call;
    } finally {
      if (!begun) {
        next.stop();
      }
    }
  }

  /** Waits until etcd says that the stream has begun: what changes from then on is reported. */
  void awaitBegun(Call<Void> call, long deadlineNanos) throws IOException, InterruptedException {
    boolean begun = false;
    try {
      connection.end(call, deadlineNanos);
      begun = true;
    } finally {
      if (!begun) {
        stream.stop();
      }
    }
  }

  boolean hasEnded() {
    return stream.ended && !closed;
  }

  void hint() {
    if (!closed) {
      listener.changed();
    }
  }

  /** Any thread. */
  void close() {
    closed = true;
    stream.stop();
  }

  /** One stream. What it says after its end is not heard. */
  private final class Stream implements Watch.Listener {
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private volatile boolean ended;
    private volatile Watch.@Nullable Watcher watcher;

    CompletableFuture<Void> start(Client client) {
      watcher = client.getWatchClient().watch(prefix, options, this);
      if (ended) {
        stop();
      }
      return begun;
    }

    @Override
    public void onNext(WatchResponse response) {
      if (!ended) {
        begun.complete(null);
        if (!response.getEvents().isEmpty()) {
          hint();
        }
      }
    }

    @Override
    public void onError(Throwable cause) {
      end(cause);
    }

    @Override
    public void onCompleted() {
      end(new IOException("the watch ended with its connection"));
    }

    private void end(Throwable cause) {
      if (!ended) {
        ended = true;
        if (!begun.completeExceptionally(cause)) {
          hint();
        }
      }
    }

    void stop() {
      ended = true;
      Watch.Watcher running = watcher;
      if (running != null) {
        connection.later(running::close);
      }
    }
  }
}
