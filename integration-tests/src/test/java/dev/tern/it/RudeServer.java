package dev.tern.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider without manners: what it does with a connection and a call is said by its {@link Manners}. */
final class RudeServer implements AutoCloseable {
  /** What it does, on the thread of the connection. Whatever is thrown ends the connection with a TCP reset. */
  interface Manners {
    /** A consumer connected and said hello. */
    default void onConnect(RawHttp2 consumer) throws IOException {
      consumer.settings();
    }

    /** The consumer's settings, which it wants acknowledged. */
    default void onSettings(RawHttp2 consumer) throws IOException {
      consumer.settingsAck();
    }

    /** The headers of a call came. */
    default void onHeaders(Request request) throws IOException {}

    /** A part of its message came, but not yet the end. */
    default void onPart(Request request) throws IOException {}

    /** All of a call came. */
    void onRequest(Request request) throws IOException;
  }

  private static final int SMALL_BUFFER = 4096;

  private final ServerSocket socket;
  private final Manners manners;
  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final List<RawHttp2> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger streams = new AtomicInteger();

  RudeServer(Manners manners) {
    this.manners = manners;
    try {
      socket = new ServerSocket();
      socket.setReceiveBufferSize(SMALL_BUFFER); // when it does not read, its consumers soon notice
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket accepted = socket.accept();
        RawHttp2 consumer = new RawHttp2(accepted);
        connections.add(consumer);
        start(() -> serve(consumer));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(RawHttp2 consumer) {
    try {
      consumer.awaitPreface();
      manners.onConnect(consumer);
      Map<Integer, Request> open = new HashMap<>();
      for (RawHttp2.Frame frame = consumer.read(); frame != null; frame = consumer.read()) {
        take(consumer, frame, open);
      }
      consumer.close();
    } catch (IOException e) {
      try {
        consumer.crash();
      } catch (IOException alreadyClosed) {
        // so be it
      }
    }
  }

  private void take(RawHttp2 consumer, RawHttp2.Frame frame, Map<Integer, Request> open) throws IOException {
    switch (frame.type()) {
      case RawHttp2.SETTINGS -> {
        if ((frame.flags() & RawHttp2.ACK) == 0) {
          manners.onSettings(consumer);
        }
      }
      case RawHttp2.HEADERS -> {
        Request request = new Request(consumer, frame.stream(), streams.incrementAndGet(), consumer.headersOf(frame));
        if (frame.stream() <= consumer.lastTaken()) {
          open.put(frame.stream(), request);
          manners.onHeaders(request);
        }
      }
      case RawHttp2.DATA -> {
        Request request = open.get(frame.stream());
        if (request == null || frame.stream() > consumer.lastTaken()) {
          return;
        }
        request.bytes.writeBytes(frame.payload());
        if (frame.ends()) {
          open.remove(frame.stream());
          manners.onRequest(request);
        } else {
          manners.onPart(request);
        }
      }
      case RawHttp2.RST_STREAM -> open.remove(frame.stream());
      default -> { } // nobody answers a PING here
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "rude-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** One call. */
  final class Request {
    private final RawHttp2 consumer;
    private final int stream;
    private final int number;
    private final Map<String, String> headers;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Request(RawHttp2 consumer, int stream, int number, Map<String, String> headers) {
      this.consumer = consumer;
      this.stream = stream;
      this.number = number;
      this.headers = headers;
    }

    RawHttp2 consumer() {
      return consumer;
    }

    int stream() {
      return stream;
    }

    /** The how manieth call it is, of all connections: 1 and up. */
    int number() {
      return number;
    }

    Map<String, String> headers() {
      return headers;
    }

    /** Runs it, which is: remembers that it ran. */
    Request execute() {
      executed.add(RawHttp2.firstText(bytes.toByteArray()));
      return this;
    }

    /** The headers that a well-behaved answer begins with. */
    Request begin() throws IOException {
      consumer.headers(stream, false, ":status", "200", "content-type", "application/grpc+proto");
      return this;
    }

    Request reply() throws IOException {
      consumer.data(stream, false, RawHttp2.message(RawHttp2.text("rude")));
      return this;
    }

    void end() throws IOException {
      consumer.headers(stream, true, "grpc-status", "0");
    }

    void reset(int errorCode) throws IOException {
      consumer.reset(stream, errorCode);
    }

    /** All of the answer in one block of headers. */
    void only(String... headers) throws IOException {
      consumer.headers(stream, true, headers);
    }

    void answer() throws IOException {
      execute().begin().reply().end();
    }
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** The ids of the calls that it ran, in order: the judge of every label. */
  List<String> executed() {
    return executed;
  }

  /** How many calls reached it with their headers at least. */
  int seen() {
    return streams.get();
  }

  int connections() {
    return connections.size();
  }

  /** What is done to a connection. */
  interface Deed {
    void to(RawHttp2 consumer) throws IOException;
  }

  void everyConnection(Deed deed) {
    try {
      for (RawHttp2 connection : connections) {
        deed.to(connection);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (RawHttp2 connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
