package dev.tern.api.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * The thin end of one kind of registry. Everything hard (register again, list again, resync, backoff, last known
 * set) is core's {@code RegistryLoop}, which is its only caller.
 *
 * <p>Threads: {@link #put}, {@link #remove}, {@link #list} and {@link #watch} are called by one thread at a time,
 * which may block; each returns or throws within the timeout it is given. {@link #close} may come from another thread,
 * while one of them is under way, and ends it. Records are opaque bytes, at most 8 KiB: core writes and
 * checks them.
 */
public interface RegistryDriver extends AutoCloseable {
  /**
   * Puts an instance's record under a lease or session that ends with this process, and keeps that lease alive.
   * Replaces whatever stands under the same id, and owns it from then on.
   *
   * @param service name of the service, such as {@code demo.Greeting}
   * @param id of the instance, unique: letters, digits and dashes
   * @throws IOException if it is not certain that the record stands; the loop tries again
   */
  void put(String service, String id, byte[] record, Duration timeout) throws IOException, InterruptedException;

  /**
   * Removes a record if this driver put it and nobody has replaced it since; otherwise does nothing.
   *
   * @throws IOException if it is not certain that it is gone
   */
  void remove(String service, String id, Duration timeout) throws IOException, InterruptedException;

  /** Reads every record of a service, live ones only. */
  Listing list(String service, Duration timeout) throws IOException, InterruptedException;

  /**
   * Reports that something about a service may have changed: a hint to list again, which may come too often, and by
   * contract once after anything that could hide a change (a lost watch, a reconnect).
   *
   * @param listener called on any thread; returns at once and does not throw
   * @return ends the watch; returns at once, and may be called by any thread
   */
  AutoCloseable watch(String service, Listener listener, Duration timeout) throws IOException, InterruptedException;

  /** Releases leases, where the registry can be reached within 1 s, and every thread and connection. Idempotent. */
  @Override
  void close();

  /** Told that something may have changed. */
  @FunctionalInterface
  interface Listener {
    /** Something about the watched service, or about a record put here, may have changed. */
    void changed();
  }

  /**
   * What stood in a registry at one moment.
   *
   * @param store identity of the store: another one means a restored or replaced registry
   * @param version grows with changes, within one store
   * @param records by instance id
   */
  record Listing(String store, long version, Map<String, byte[]> records) {
    public Listing {
      records = Map.copyOf(records);
    }
  }
}
