package dev.tern.it;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One side of an HTTP/2 connection, frame by frame on a plain socket. Nothing happens by itself: no SETTINGS, no
 * window, no answer to a PING; so that a test decides what is rude. Many threads may send, one reads.
 */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;

  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  static final int NO_ERROR = 0;
  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 9;
  private static final long MAX_HEADER_LIST = 1 << 20;

  /** One frame as it came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** Of RST_STREAM: why. */
    int errorCode() {
      return ByteBuffer.wrap(payload).getInt();
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private volatile int lastTaken = Integer.MAX_VALUE;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, MAX_HEADER_LIST);

  RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  static RawHttp2 connect(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  void awaitPreface() throws IOException {
    in.readFully(new byte[PREFACE.length]);
  }

  /** The next frame; null once the other side has closed the connection, one way or another. */
  @Nullable Frame read() throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    try {
      in.readFully(header);
      ByteBuffer buffer = ByteBuffer.wrap(header);
      int lengthAndType = buffer.getInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      return new Frame(lengthAndType & 0xff, buffer.get() & 0xff, buffer.getInt() & Integer.MAX_VALUE, payload);
    } catch (EOFException e) {
      return null;
    }
  }

  /** The header fields of HEADERS and what CONTINUATION adds. Must be called for each, in order: HPACK has a memory. */
  Map<String, String> headersOf(Frame first) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    int skipped = ((first.flags & PADDED) != 0 ? 1 : 0) + ((first.flags & PRIORITY) != 0 ? 5 : 0);
    int padding = (first.flags & PADDED) != 0 ? first.payload[0] & 0xff : 0;
    block.write(first.payload, skipped, first.payload.length - skipped - padding);
    for (Frame part = first; (part.flags & END_HEADERS) == 0; ) {
      part = read();
      if (part == null || part.type != CONTINUATION) {
        throw new IOException("headers cut off");
      }
      block.writeBytes(part.payload);
    }
    Map<String, String> fields = new TreeMap<>();
    try {
      decoder.decodeHeaders(first.stream, Unpooled.wrappedBuffer(block.toByteArray()))
          .forEach(field -> fields.put(field.getKey().toString(), field.getValue().toString()));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    return fields;
  }

  void send(int type, int flags, int stream, byte... payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    raw(frame.array());
  }

  /** Bytes that need not be a frame. */
  synchronized void raw(byte... bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** @param pairs identifier and value, in turn */
  void settings(int... pairs) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
    for (int i = 0; i < pairs.length; i += 2) {
      payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
    }
    send(SETTINGS, 0, 0, payload.array());
  }

  void settingsAck() throws IOException {
    send(SETTINGS, ACK, 0);
  }

  /** @param pairs name and value, in turn */
  void headers(int stream, boolean end, String... pairs) throws IOException {
    send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(pairs));
  }

  /** Header fields, each as a literal that leaves the table as it is. */
  static byte[] block(String... pairs) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      block.write(0);
      literal(block, pairs[i]);
      literal(block, pairs[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int rest = bytes.length;
    if (rest < 127) {
      block.write(rest);
    } else {
      block.write(127);
      for (rest -= 127; rest >= 128; rest >>>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  void data(int stream, boolean end, byte... payload) throws IOException {
    send(DATA, end ? END_STREAM : 0, stream, payload);
  }

  void reset(int stream, int errorCode) throws IOException {
    send(RST_STREAM, 0, stream, number(errorCode));
  }

  void window(int stream, int more) throws IOException {
    send(WINDOW_UPDATE, 0, stream, number(more));
  }

  void ping() throws IOException {
    send(PING, 0, 0, new byte[8]);
  }

  void goAway(int lastStream, int errorCode, String debugData) throws IOException {
    lastTaken = lastStream;
    byte[] text = debugData.getBytes(StandardCharsets.UTF_8);
    send(GOAWAY, 0, 0,
        ByteBuffer.allocate(8 + text.length).putInt(lastStream).putInt(errorCode).put(text).array());
  }

  /** The last stream of the other side that this one still looks at, as it said itself. */
  int lastTaken() {
    return lastTaken;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** A gRPC message: flag, length, bytes. */
  static byte[] message(byte... bytes) {
    return ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(bytes.length).put(bytes).array();
  }

  /** A protobuf message whose first field is this text. */
  static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + bytes.length).put((byte) 10).put((byte) bytes.length).put(bytes).array();
  }

  /** The first field of a gRPC message with a protobuf message, if it is a text shorter than 128 bytes. */
  static String firstText(byte[] message) {
    return new String(message, 7, message[6], StandardCharsets.UTF_8);
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  /** Reads give up after this long. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** As a process does that is killed: the other side sees a reset. */
  void crash() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
