package dev.tern.core.transport.grpc;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a line per second through from each logger of grpc-java that writes one, often with a stack trace, for every bad
 * frame, message or connection: a hostile peer would fill the disk with them. The next line says how many were dropped.
 *
 * <p>Loggers belong to the process and outlive every server, and so does the limit: it is no state of ours but a filter
 * around whatever filter a logger has. One that is set later replaces it until the next server opens.
 *
 * <p>Safe for many threads.
 */
final class LogLimit implements Filter {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Held, because the JDK forgets a logger that nobody holds, and its filter with it. */
  private static final List<Logger> LOGGERS = Stream.of(
      "io.grpc.netty.NettyServerHandler", // headers that cannot be read, such as grpc-timeout; stream errors; stray acks
      "io.grpc.netty.NettyServerStream", // messages longer than allowed or of an unknown form
      "io.grpc.netty.NettyServerTransport.connections", // connections that do not speak HTTP/2
      "io.grpc.internal.SerializeReentrantCallsDirectExecutor", // whatever is thrown while a call is served
      "io.grpc.internal.ServerCallImpl", // calls that break the rules of their method
      "io.grpc.internal.ServerImpl", // streams that cannot be closed
      "io.grpc.Metadata") // headers that HTTP/2 does not have
      .map(Logger::getLogger).toList();

  private final @Nullable Filter wrapped;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicInteger dropped = new AtomicInteger();

  private LogLimit(@Nullable Filter wrapped) {
    this.wrapped = wrapped;
  }

  /** Limits what is not limited yet. */
  static synchronized void install() {
    for (Logger logger : LOGGERS) {
      Filter present = logger.getFilter();
      if (!(present instanceof LogLimit)) {
        logger.setFilter(new LogLimit(present));
      }
    }
  }

  @Override
  public boolean isLoggable(LogRecord line) {
    if (wrapped != null && !wrapped.isLoggable(line)) {
      return false;
    }
    if (line.getLevel().intValue() < Level.INFO.intValue()) {
      return true; // somebody who is debugging asked for all of them
    }
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      dropped.incrementAndGet();
      return false;
    }
    int missing = dropped.getAndSet(0);
    if (missing > 0) {
      line.setMessage(line.getMessage() + " (" + missing + " lines of this logger were dropped before)");
    }
    return true;
  }
}
