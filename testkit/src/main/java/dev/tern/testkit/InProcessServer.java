package dev.tern.testkit;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.TransportSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The provider's half: a name on the network, and the calls under way. */
final class InProcessServer implements ServerTransport {
  private final InProcessNetwork network;
  private final Endpoint address;
  private final TransportSettings settings;
  private final ServerHandler handler;
  private final Object lock = new Object();
  // lock
  private final Set<InProcessCall> underWay = new HashSet<>();
  private boolean draining;

  InProcessServer(InProcessNetwork network, Endpoint address, TransportSettings settings, ServerHandler handler) {
    this.network = network;
    this.address = address;
    this.settings = settings;
    this.handler = handler;
  }

  ServerHandler handler() {
    return handler;
  }

  TransportSettings settings() {
    return settings;
  }

  /** False if it takes no more. */
  boolean begin(InProcessCall call) {
    synchronized (lock) {
      return !draining && underWay.add(call);
    }
  }

  void end(InProcessCall call) {
    synchronized (lock) {
      underWay.remove(call);
      lock.notifyAll();
    }
  }

  @Override
  public Endpoint address() {
    return address;
  }

  @Override
  public boolean isEventLoop(Thread thread) {
    return InProcessNetwork.isLoop(thread);
  }

  @Override
  public void drain() {
    synchronized (lock) {
      draining = true;
    }
    network.leave(this);
  }

  @Override
  public long callsUnderWay() {
    synchronized (lock) {
      return underWay.size();
    }
  }

  @Override
  public boolean awaitDrained(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (lock) {
      while (!underWay.isEmpty()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      return true;
    }
  }

  @Override
  public void close() {
    drain();
    List<InProcessCall> left;
    synchronized (lock) {
      left = List.copyOf(underWay);
    }
    left.forEach(call -> call.breakOff("connection reset by the provider"));
  }
}
