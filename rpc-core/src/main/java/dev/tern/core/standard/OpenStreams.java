package dev.tern.core.standard;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The streams of one standard service, which last for as long as a peer likes: so many for one connection, so many for
 * the server, and none that holds up its end. Safe for many threads.
 *
 * @param <S> kind of stream
 */
final class OpenStreams<S> {
  private final int perConnection;
  private final int perServer;
  private final Object lock = new Object();
  // lock
  private final Map<S, Object> connections = new IdentityHashMap<>();
  private final Map<Object, Integer> counts = new HashMap<>();
  private boolean closed;

  OpenStreams(int perConnection, int perServer) {
    this.perConnection = perConnection;
    this.perServer = perServer;
  }

  /** Whether a stream may stay. */
  enum Admission { OPEN, FULL, CLOSED }

  /** @param connection equal for all streams of one connection */
  Admission admit(S stream, Object connection) {
    synchronized (lock) {
      if (closed) {
        return Admission.CLOSED;
      }
      int here = counts.getOrDefault(connection, 0);
      if (here >= perConnection || connections.size() >= perServer) {
        return Admission.FULL;
      }
      counts.put(connection, here + 1);
      connections.put(stream, connection);
      return Admission.OPEN;
    }
  }

  /** It is over. Without effect if it never was admitted, or was removed before. */
  void remove(S stream) {
    synchronized (lock) {
      Object connection = connections.remove(stream);
      if (connection != null) {
        counts.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** Visits those open now. They may come and go meanwhile. */
  void forEach(Consumer<S> visitor) {
    List<S> open;
    synchronized (lock) {
      open = List.copyOf(connections.keySet());
    }
    open.forEach(visitor);
  }

  /** From here on none is admitted. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  int size() {
    synchronized (lock) {
      return connections.size();
    }
  }
}
