package dev.tern.registry.etcd;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tern.registry.etcd.EtcdConnection.Call;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lease for each record of ours, so that to revoke it is to remove the record, unless somebody has replaced it, in
 * one step. A put that nobody knows the outcome of cannot come back after that either: there is no lease left to stand
 * under.
 *
 * <p>Safe for many threads.
 */
final class EtcdLeases {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdLeases.class);
  private static final Duration MIN_PATIENCE = Duration.ofSeconds(1);
  private static final Duration MAX_PATIENCE = Duration.ofSeconds(3);

  private final EtcdSettings settings;
  private final EtcdConnection connection;
  private final Runnable doubt;
  private final Map<ByteSequence, Held> held = new ConcurrentHashMap<>();

  /** A lease, and when etcd was last asked for more time and gave it. */
  record Held(long id, long renewedNanos) {}

  /** A lease, and the question for more time: by the answer the record may have another lease. */
  private record Renewal(Held lease, Call<LeaseKeepAliveResponse> call) {}

  /** @param doubt told when a record of ours may be gone */
  EtcdLeases(EtcdSettings settings, EtcdConnection connection, Runnable doubt) {
    this.settings = settings;
    this.connection = connection;
    this.doubt = doubt;
  }

  /** The lease for a record: the one it has, or a new one. */
  long lease(ByteSequence key, long deadlineNanos) throws IOException, InterruptedException {
    Held lease = held.get(key);
    if (lease == null) {
      long now = System.nanoTime();
      long ttl = settings.ttl().toSeconds();
      lease = new Held(connection.call(client -> client.getLeaseClient().grant(ttl), deadlineNanos).getID(), now);
      held.put(key, lease);
    }
    return lease.id();
  }

  /** Etcd says that this lease has ended. */
  void forget(ByteSequence key, long id) {
    held.computeIfPresent(key, (same, lease) -> lease.id() == id ? null : lease);
  }

  /** Ends the lease of a record, if it has one. */
  void revoke(ByteSequence key, long deadlineNanos) throws IOException, InterruptedException {
    Held lease = held.get(key);
    if (lease == null) {
      return;
    }
    try {
      connection.call(client -> client.getLeaseClient().revoke(lease.id()), deadlineNanos);
    } catch (EtcdFailure e) {
      if (!e.isLeaseGone()) {
        throw e;
      }
    }
    forget(key, lease.id());
  }

  /** How long to wait between two looks at what is to be renewed. */
  Duration pause() {
    Duration pause = settings.ttl().dividedBy(6);
    return pause.compareTo(MAX_PATIENCE) > 0 ? MAX_PATIENCE : pause;
  }

  private Duration patience() {
    return pause().compareTo(MIN_PATIENCE) < 0 ? MIN_PATIENCE : pause();
  }

  /** Asks for more time for every lease of which a third is over. */
  void renew() throws InterruptedException {
    long asked = System.nanoTime();
    Map<ByteSequence, Renewal> renewals = new HashMap<>();
    for (Map.Entry<ByteSequence, Held> entry : held.entrySet()) {
      Held lease = entry.getValue();
      if (asked - lease.renewedNanos() >= settings.ttl().toNanos() / 3) {
        Call<LeaseKeepAliveResponse> call = begin(lease);
        if (call == null) {
          return;
        }
        renewals.put(entry.getKey(), new Renewal(lease, call));
      }
    }
    long deadline = EtcdConnection.deadline(patience());
    for (Map.Entry<ByteSequence, Renewal> entry : renewals.entrySet()) {
      end(entry.getKey(), entry.getValue(), asked, deadline);
    }
  }

  private @Nullable Call<LeaseKeepAliveResponse> begin(Held lease) throws InterruptedException {
    try {
      return connection.begin(client -> client.getLeaseClient().keepAliveOnce(lease.id()),
          EtcdConnection.deadline(MAX_PATIENCE));
    } catch (IOException e) {
      LOG.debug("Registry {}: leases cannot be renewed: {}", settings.url(), e.getMessage());
      return null;
    }
  }

  private void end(ByteSequence key, Renewal renewal, long asked, long deadline) throws InterruptedException {
    try {
      LeaseKeepAliveResponse answer = connection.end(renewal.call(), deadline);
      held.computeIfPresent(key,
          (same, current) -> current.id() == answer.getID() ? new Held(current.id(), asked) : current);
    } catch (IOException e) {
      if (e instanceof EtcdFailure failure && failure.isLeaseGone()) {
        LOG.info("Registry {}: a lease has ended; its record is to be put again", settings.url());
        forget(key, renewal.lease().id());
      } else {
        LOG.debug("Registry {}: a lease is not renewed: {}", settings.url(), e.getMessage());
      }
      doubt.run();
    }
  }

  /** Ends all of them, as far as that can be done within that time. */
  void revokeAll(Duration timeout) {
    long deadline = EtcdConnection.deadline(timeout);
    try {
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (Held lease : held.values()) {
        answers.add(connection.beginLast(client -> client.getLeaseClient().revoke(lease.id())).answer());
      }
      CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
          .get(Math.max(0, deadline - System.nanoTime()), NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry leaves the rest to the leases' end
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.debug("Registry {}: leases could not be revoked and end by themselves", settings.url(), e);
    }
    held.clear();
  }
}
