package dev.tern.core;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.ServerTransport;
import dev.tern.core.call.Durations;
import dev.tern.core.provider.HandlerThreads;
import dev.tern.core.schedule.WheelScheduler;
import dev.tern.core.standard.StandardServices;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a server leaves, so that nobody loses a call by it. The order is the point: who still finds it is served, who
 * calls it already is served to the end, and what handlers need outlives them. Each step says so in the log of
 * {@link RpcServer}, when it is done. Runs once.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final ServerTransport transport;
  private final HandlerThreads handlers;
  private final WheelScheduler scheduler;
  private final StandardServices standard;
  private final @Nullable Presence presence;
  private final Endpoint address;
  private final long begunNanos = System.nanoTime();

  Drain(ServerSettings settings, ServerTransport transport, HandlerThreads handlers, WheelScheduler scheduler,
      StandardServices standard, @Nullable Presence presence) {
    this.settings = settings;
    this.transport = transport;
    this.handlers = handlers;
    this.scheduler = scheduler;
    this.standard = standard;
    this.presence = presence;
    this.address = transport.address();
  }

  /** Blocks until all is closed: for a bounded time, unless the thread is interrupted, which skips what only waits. */
  void run() {
    try {
      standard.closing();
      LOG.info("Closing {}: health is NOT_SERVING", address);
      if (presence != null) {
        deregister(presence);
      }
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry gets no drain
    } finally { // whatever went wrong: threads, connections and leases do not stay behind
      end();
    }
    LOG.info("Closed {}, after {}", address, sinceBegin());
  }

  private void deregister(Presence registered) throws InterruptedException {
    if (registered.leaveForGood()) {
      LOG.info("Closing {}: left {}; serving whoever has not heard of it for {}", address, registered,
          Durations.text(settings.spreadDelay()));
    } else {
      LOG.warn("Closing {}: {} has not confirmed that we left; serving for {}, then consumers are told by GOAWAY alone",
          address, registered, Durations.text(settings.spreadDelay()));
      registered.beginClose(); // beside the rest: a registry that hangs takes seconds
    }
    Thread.sleep(settings.spreadDelay().toMillis());
  }

  private void drain() throws InterruptedException {
    transport.drain();
    LOG.info("Closing {}: sent GOAWAY; {} calls under way", address, transport.callsUnderWay());
    standard.end();
    if (transport.awaitDrained(settings.drainLimit())) {
      LOG.info("Closing {}: no call is under way any more", address);
    } else {
      LOG.warn("Closing {}: {} calls still under way after {} are ended", address, transport.callsUnderWay(),
          Durations.text(settings.drainLimit()));
    }
  }

  private void end() {
    transport.close();
    scheduler.close();
    handlers.close();
    if (!settings.closedAfterDrain().isEmpty()) {
      closeResources(settings.closedAfterDrain());
    }
    if (presence != null) {
      presence.close();
      LOG.info("Closing {}: closed {}", address, presence);
    }
  }

  /** On a thread of its own: it is foreign code, and a process that was asked to end must end. */
  private void closeResources(List<AutoCloseable> resources) {
    Thread closing = new Thread(() -> resources.forEach(this::close), "tern-server-closing");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(CLOSE_LIMIT.toMillis());
      if (closing.isAlive()) {
        LOG.warn("Closing {}: what closeAfterDrain was given is not closed after {}, and is left alone", address,
            Durations.text(CLOSE_LIMIT));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it goes on without us
    }
  }

  private void close(AutoCloseable resource) {
    try {
      resource.close();
      LOG.info("Closing {}: closed {}", address, resource.getClass().getSimpleName());
    } catch (Throwable e) { // the others are still to be closed
      LOG.warn("Closing {}: {} cannot be closed", address, resource.getClass().getSimpleName(), e);
    }
  }

  private String sinceBegin() {
    return Durations.text(Duration.ofMillis((System.nanoTime() - begunNanos) / 1_000_000));
  }
}
