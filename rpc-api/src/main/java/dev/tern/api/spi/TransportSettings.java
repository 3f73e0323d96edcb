package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Limits and security of one client's or server's transport.
 *
 * @param security how connections are protected
 * @param maxMessageBytes longest message either way, after decompression; 1 KiB to 2 GiB - 1
 * @param maxHeaderBytes longest header block; 1 KiB to 1 MiB
 * @param windowBytes HTTP/2 flow-control window of a connection and a stream; 64 KiB to 1 GiB
 * @param maxStreamsPerConnection calls at once that a provider takes from one connection; &gt; 0
 * @param connectTimeout longest time to open a connection, &gt; 0
 * @param eventLoopThreads 1 to 64
 * @param compressAboveBytes messages longer than this are sent compressed with gzip, if the peer takes that; {@link
 *     #NEVER} by default, since it costs more time than most networks do
 * @param connections that a client opens to each provider; 1 to 64
 * @param keepAlive how long a connection may be silent before its peer is asked whether it is still there; 1 s to 1 h,
 *     or {@link Duration#ZERO}: never asked. A provider asks after 10 s at the earliest
 * @param completesOnEventLoop true if a client's replies are decoded and handed to user code where they arrive
 */
public record TransportSettings(Security security, int maxMessageBytes, int maxHeaderBytes, int windowBytes,
    int maxStreamsPerConnection, Duration connectTimeout, int eventLoopThreads, int compressAboveBytes,
    int connections, Duration keepAlive, boolean completesOnEventLoop) {
  /** No message is so long. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(1);
  private static final Duration MOST_KEEP_ALIVE = Duration.ofHours(1);

  /**
   * 4 MiB messages, 8 KiB headers, 1 MiB window, 1,000 streams, 2 s to connect, one connection, 10 s of silence,
   * plaintext on loopback only.
   */
  public static final TransportSettings DEFAULT = new TransportSettings(Security.PLAINTEXT_ON_LOOPBACK,
      4 << 20, 8 << 10, 1 << 20, 1_000, Duration.ofSeconds(2),
      Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors())), NEVER, 1, Duration.ofSeconds(10), false);

  public TransportSettings {
    requireNonNull(security, "security");
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(keepAlive, "keepAlive");
    check("maxMessageBytes", maxMessageBytes, 1 << 10, Integer.MAX_VALUE);
    check("maxHeaderBytes", maxHeaderBytes, 1 << 10, 1 << 20);
    check("windowBytes", windowBytes, 64 << 10, 1 << 30);
    check("maxStreamsPerConnection", maxStreamsPerConnection, 1, Integer.MAX_VALUE);
    check("eventLoopThreads", eventLoopThreads, 1, 64);
    check("compressAbove", compressAboveBytes, 0, NEVER);
    check("connections", connections, 1, 64);
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout: " + connectTimeout + " (expected: > 0)");
    }
    boolean asked = !keepAlive.isZero();
    if (asked && (keepAlive.compareTo(LEAST_KEEP_ALIVE) < 0 || keepAlive.compareTo(MOST_KEEP_ALIVE) > 0)) {
      throw new IllegalArgumentException("keepAlive: " + keepAlive + " (expected: " + LEAST_KEEP_ALIVE + " to "
          + MOST_KEEP_ALIVE + ", or 0 for none)");
    }
  }

  /** A copy with other security. */
  public TransportSettings withSecurity(Security other) {
    return new TransportSettings(other, maxMessageBytes, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, compressAboveBytes, connections, keepAlive, completesOnEventLoop);
  }

  /** A copy with another message limit. */
  public TransportSettings withMaxMessageBytes(int other) {
    return new TransportSettings(security, other, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, compressAboveBytes, connections, keepAlive, completesOnEventLoop);
  }

  /** A copy with another length from which messages are compressed. */
  public TransportSettings withCompressAboveBytes(int other) {
    return new TransportSettings(security, maxMessageBytes, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, other, connections, keepAlive, completesOnEventLoop);
  }

  /** A copy with another limit of calls at once on one connection. */
  public TransportSettings withMaxStreamsPerConnection(int other) {
    return new TransportSettings(security, maxMessageBytes, maxHeaderBytes, windowBytes, other, connectTimeout,
        eventLoopThreads, compressAboveBytes, connections, keepAlive, completesOnEventLoop);
  }

  /** A copy with another number of connections to each provider. */
  public TransportSettings withConnections(int other) {
    return new TransportSettings(security, maxMessageBytes, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, compressAboveBytes, other, keepAlive, completesOnEventLoop);
  }

  /** A copy that lets connections be silent for another time; zero: for ever. */
  public TransportSettings withKeepAlive(Duration other) {
    return new TransportSettings(security, maxMessageBytes, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, compressAboveBytes, connections, other, completesOnEventLoop);
  }

  /** A copy whose replies reach user code where they arrive, or elsewhere. */
  public TransportSettings withCompletesOnEventLoop(boolean other) {
    return new TransportSettings(security, maxMessageBytes, maxHeaderBytes, windowBytes, maxStreamsPerConnection,
        connectTimeout, eventLoopThreads, compressAboveBytes, connections, keepAlive, other);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  /** How connections are protected. TLS takes its place here. */
  public enum Security {
    /** Unencrypted, and only to and from addresses of this machine's loopback interface. */
    PLAINTEXT_ON_LOOPBACK,
    /** Unencrypted everywhere: for networks that protect it otherwise. Chosen by name, never by default. */
    PLAINTEXT_EVERYWHERE
  }
}
