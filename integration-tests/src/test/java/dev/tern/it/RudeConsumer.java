package dev.tern.it;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A consumer without manners on one connection, and what it gets to hear. */
final class RudeConsumer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final List<String> PLAIN = List.of(":method", "POST", ":scheme", "http", ":authority", "localhost",
      ":path", "/dev.tern.it.Work/once", "te", "trailers", "content-type", "application/grpc+proto");

  final RawHttp2 wire;

  private RudeConsumer(RawHttp2 wire) {
    this.wire = wire;
  }

  /** A connection on which nothing was said yet. */
  static RudeConsumer silent(String address) throws IOException {
    RawHttp2 wire = RawHttp2.connect(address);
    wire.patience(PATIENCE_MILLIS);
    return new RudeConsumer(wire);
  }

  /** A connection that begins as it should. */
  static RudeConsumer polite(String address) throws IOException {
    RudeConsumer consumer = silent(address);
    consumer.wire.raw(RawHttp2.PREFACE);
    consumer.wire.settings();
    return consumer;
  }

  /**
   * The headers of a call to {@code Work.once}.
   *
   * @param changes name and value, in turn: replaces the header of this name, adds it, or, if the value is empty and
   *     the name is usually there, leaves it out
   */
  static String[] headers(String... changes) {
    List<String> all = new ArrayList<>(PLAIN);
    for (int i = 0; i < changes.length; i += 2) {
      int at = all.indexOf(changes[i]);
      if (at < 0) {
        all.addAll(List.of(changes[i], changes[i + 1]));
      } else if (changes[i + 1].isEmpty()) {
        all.remove(at);
        all.remove(at);
      } else {
        all.set(at + 1, changes[i + 1]);
      }
    }
    return all.toArray(String[]::new);
  }

  static byte[] request(String id) {
    return RawHttp2.message(RawHttp2.text(id));
  }

  void begin(int stream, String... changes) throws IOException {
    wire.headers(stream, false, headers(changes));
  }

  /** A call as it should be, but for some headers. */
  void call(int stream, String id, String... changes) throws IOException {
    begin(stream, changes);
    wire.data(stream, true, request(id));
  }

  /** What the provider says until it ended the stream or the connection, or is silent for long. */
  String hear(int stream) throws IOException {
    List<String> heard = new ArrayList<>();
    try {
      for (RawHttp2.Frame frame = wire.read(); ; frame = wire.read()) {
        if (frame == null) {
          heard.add("closed");
          break;
        }
        String said = said(frame, stream);
        if (said != null) {
          heard.add(said);
        }
        if (frame.stream() == stream && (frame.ends() || frame.type() == RawHttp2.RST_STREAM)) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      heard.add("silent");
    } catch (IOException e) {
      heard.add("closed");
    }
    return String.join(", ", heard);
  }

  private @Nullable String said(RawHttp2.Frame frame, int stream) throws IOException {
    return switch (frame.type()) {
      case RawHttp2.HEADERS -> {
        Map<String, String> headers = wire.headersOf(frame);
        yield frame.stream() != stream || !frame.ends() && "200".equals(headers.get(":status")) ? null
            : told(headers);
      }
      case RawHttp2.RST_STREAM -> frame.stream() != stream ? null : "reset " + frame.errorCode();
      case RawHttp2.GOAWAY -> "goaway " + frame.payload()[7];
      case RawHttp2.DATA -> frame.stream() != stream || frame.payload().length == 0 ? null : "reply";
      default -> null;
    };
  }

  private static String told(Map<String, String> headers) {
    String http = headers.getOrDefault(":status", "200");
    String told = (http.equals("200") ? "" : "HTTP " + http + " ") + "status " + headers.get("grpc-status")
        + (headers.containsKey("grpc-message") ? " " + headers.get("grpc-message") : "");
    return headers.containsKey("tern-executed") ? told + " (executed: " + headers.get("tern-executed") + ")" : told;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
