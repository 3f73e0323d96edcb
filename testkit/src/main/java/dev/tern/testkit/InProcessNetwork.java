package dev.tern.testkit;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Connection.ReachableListener;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A wire inside this JVM: messages are encoded and decoded as on any other, and handed over by one thread. Servers and
 * clients that were given the same network reach each other; addresses are names without meaning outside of it. Safe
 * for many threads. Ends with its thread, a daemon; close it to end it earlier.
 */
public final class InProcessNetwork implements TransportFactory, AutoCloseable {
  /** Keeps the thread for a moment between two tests; it is idle else. */
  private static final long KEEP_IDLE_SECONDS = 1;

  private final ScheduledThreadPoolExecutor loop;
  private final List<Injection> injections = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  // lock
  private final Map<Endpoint, InProcessServer> servers = new HashMap<>();
  private final Set<Endpoint> mute = new HashSet<>();
  private final Map<Endpoint, List<ReachableListener>> listeners = new HashMap<>();
  private int lastPort;

  /** A network of its own, without anybody on it. */
  public InProcessNetwork() {
    loop = new ScheduledThreadPoolExecutor(1, LoopThread::new);
    loop.setRemoveOnCancelPolicy(true);
    loop.setKeepAliveTime(KEEP_IDLE_SECONDS, TimeUnit.SECONDS);
    loop.allowCoreThreadTimeOut(true);
  }

  /** Lets calls meet a fault from now on: all of them, unless it is narrowed. The first that fits a call is the one it meets. */
  public Injection inject(Fault fault) {
    Injection injection = new Injection(this, requireNonNull(fault, "fault"));
    injections.add(injection);
    return injection;
  }

  /** Removes every fault. */
  public void heal() {
    injections.clear();
  }

  /** An address that takes connections and never says anything. */
  public Endpoint mute(String host) {
    synchronized (lock) {
      Endpoint endpoint = new Endpoint(host, ++lastPort);
      mute.add(endpoint);
      return endpoint;
    }
  }

  @Override
  public String name() {
    return "in_process";
  }

  @Override
  public Transport client(TransportSettings settings) {
    return new InProcessTransport(this, settings);
  }

  @Override
  public ServerTransport listen(Endpoint address, TransportSettings settings, ServerHandler handler) throws IOException {
    InProcessServer server;
    synchronized (lock) {
      Endpoint given = address.port() == 0 ? new Endpoint(address.host(), ++lastPort) : address;
      server = new InProcessServer(this, given, settings, handler);
      if (servers.putIfAbsent(given, server) != null) {
        throw new IOException("cannot listen on " + given + ": the port is in use\n  Choose another port (0: any free one).");
      }
    }
    tell(server.address(), true);
    return server;
  }

  /** Ends its thread; calls under way are never answered. */
  @Override
  public void close() {
    loop.shutdownNow();
  }

  void leave(InProcessServer server) {
    boolean left;
    synchronized (lock) {
      left = servers.remove(server.address(), server);
    }
    if (left) {
      tell(server.address(), false);
    }
  }

  @Nullable InProcessServer find(Endpoint endpoint) {
    synchronized (lock) {
      return servers.get(endpoint);
    }
  }

  boolean isMute(Endpoint endpoint) {
    synchronized (lock) {
      return mute.contains(endpoint);
    }
  }

  @Nullable Fault faultOf(String path, Endpoint endpoint) {
    for (Injection injection : injections) {
      Fault fault = injection.meet(path, endpoint);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  void remove(Injection injection) {
    injections.remove(injection);
  }

  /** @return forgets the listener */
  Runnable watch(Endpoint endpoint, ReachableListener listener) {
    boolean reachable;
    synchronized (lock) {
      listeners.computeIfAbsent(endpoint, key -> new CopyOnWriteArrayList<>()).add(listener);
      reachable = servers.containsKey(endpoint) || mute.contains(endpoint);
    }
    listener.changed(reachable);
    return () -> {
      synchronized (lock) {
        listeners.getOrDefault(endpoint, List.of()).remove(listener);
      }
    };
  }

  private void tell(Endpoint endpoint, boolean reachable) {
    List<ReachableListener> told;
    synchronized (lock) {
      told = listeners.getOrDefault(endpoint, List.of());
    }
    told.forEach(listener -> listener.changed(reachable));
  }

  /** Runs a task on the one thread; without effect once it has ended. */
  void run(Runnable task) {
    if (!loop.isShutdown()) {
      loop.execute(task);
    }
  }

  /** Runs a task later. @return forgets it */
  Runnable runLater(Duration delay, Runnable task) {
    if (loop.isShutdown()) {
      return () -> { };
    }
    var future = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  static boolean isLoop(Thread thread) {
    return thread instanceof LoopThread;
  }

  private static final class LoopThread extends Thread {
    LoopThread(Runnable task) {
      super(task, "tern-in-process");
      setDaemon(true);
    }
  }
}
