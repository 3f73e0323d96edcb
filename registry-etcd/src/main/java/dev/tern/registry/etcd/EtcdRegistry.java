package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.registry.etcd.EtcdConnection.Call;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's or server's handle of an etcd. Keys are {@code <path>/<service>/<id>}. Reads are linearizable: a member
 * that has lost the others says nothing, rather than something old.
 */
final class EtcdRegistry implements RegistryDriver {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdRegistry.class);
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(1);
  private static final Duration WATCHES_LOOKED_AT_EVERY = Duration.ofSeconds(1);
  private static final Duration BEGUN_WITHIN = Duration.ofSeconds(3);

  private final EtcdSettings settings;
  private final ExecutorService threads;
  private final EtcdConnection connection;
  private final EtcdLeases leases;
  private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();

  /** A step that is taken again and again. */
  private interface Step {
    void run() throws InterruptedException;
  }

  EtcdRegistry(EtcdSettings settings) {
    this.settings = settings;
    this.threads = Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "tern-registry-etcd-worker");
      thread.setDaemon(true);
      return thread;
    });
    this.connection = new EtcdConnection(settings, threads);
    this.leases = new EtcdLeases(settings, connection, () -> watches.forEach(EtcdWatch::hint));
    repeat(leases.pause(), leases::renew);
    repeat(WATCHES_LOOKED_AT_EVERY, this::beginEndedWatches);
  }

  private void repeat(Duration pause, Step step) {
    threads.execute(() -> {
      try {
        while (!connection.isClosedWithin(pause.toNanos())) {
          try {
            step.run();
          } catch (RuntimeException | Error e) { // whatever it was: without this thread every lease would end
            LOG.warn("Registry {}: going on after an unexpected failure", settings.url(), e);
          }
        }
      } catch (InterruptedException e) {
        LOG.debug("Registry {}: interrupted, and gives up renewing", settings.url());
      }
    });
  }

  @Override
  public void put(String service, String id, byte[] record, Duration timeout) throws IOException, InterruptedException {
    long deadline = EtcdConnection.deadline(timeout);
    ByteSequence key = bytes(prefix(service) + id);
    ByteSequence value = ByteSequence.from(record);
    try {
      put(key, value, deadline);
    } catch (EtcdFailure e) {
      if (!e.isLeaseGone()) {
        throw e;
      }
      put(key, value, deadline); // its lease ended unnoticed, as while this process was stopped; now it has another
    }
  }

  private void put(ByteSequence key, ByteSequence value, long deadline) throws IOException, InterruptedException {
    long lease = leases.lease(key, deadline);
    try {
      PutOption underLease = PutOption.builder().withLeaseId(lease).build();
      connection.call(client -> client.getKVClient().put(key, value, underLease), deadline);
    } catch (EtcdFailure e) {
      if (e.isLeaseGone()) {
        leases.forget(key, lease);
      }
      throw e;
    }
  }

  @Override
  public void remove(String service, String id, Duration timeout) throws IOException, InterruptedException {
    leases.revoke(bytes(prefix(service) + id), EtcdConnection.deadline(timeout));
  }

  @Override
  public Listing list(String service, Duration timeout) throws IOException, InterruptedException {
    ByteSequence prefix = bytes(prefix(service));
    GetOption below = GetOption.builder().isPrefix(true).build();
    GetResponse answer = connection.call(client -> client.getKVClient().get(prefix, below),
        EtcdConnection.deadline(timeout));
    Map<String, byte[]> records = new HashMap<>();
    for (KeyValue entry : answer.getKvs()) {
      records.put(entry.getKey().toString(UTF_8).substring(prefix.size()), entry.getValue().getBytes());
    }
    return new Listing("etcd cluster " + Long.toHexString(answer.getHeader().getClusterId()),
        answer.getHeader().getRevision(), records);
  }

  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout)
      throws IOException, InterruptedException {
    long deadline = EtcdConnection.deadline(timeout);
    EtcdWatch watch = new EtcdWatch(connection, bytes(prefix(service)), listener);
    watch.awaitBegun(watch.begin(deadline), deadline);
    watches.add(watch);
    return () -> {
      watches.remove(watch);
      watch.close();
    };
  }

  private void beginEndedWatches() throws InterruptedException {
    Map<EtcdWatch, Call<Void>> calls = new HashMap<>();
    try {
      for (EtcdWatch watch : watches) {
        if (watch.hasEnded()) {
          calls.put(watch, watch.begin(EtcdConnection.deadline(BEGUN_WITHIN)));
        }
      }
    } catch (IOException e) {
      LOG.debug("Registry {}: watches cannot begin: {}", settings.url(), e.getMessage());
    }
    long deadline = EtcdConnection.deadline(BEGUN_WITHIN);
    for (Map.Entry<EtcdWatch, Call<Void>> entry : calls.entrySet()) {
      try {
        entry.getKey().awaitBegun(entry.getValue(), deadline);
        entry.getKey().hint();
      } catch (IOException e) {
        LOG.debug("Registry {}: a watch does not begin: {}", settings.url(), e.getMessage());
      }
    }
  }

  private String prefix(String service) {
    return settings.path() + "/" + service + "/";
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  @Override
  public void close() {
    if (connection.refuseCalls()) {
      watches.forEach(EtcdWatch::close);
      leases.revokeAll(REVOKED_WITHIN);
      connection.close();
      threads.shutdown();
    }
  }
}
