package dev.tern.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bad frames cost their sender's connection what they weigh, and the log a line per second. */
class HostileFramesTest {
  private static final int FRAMES = 100;
  private static final int FEW_LINES = 5;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final World world = new World();
  private final AtomicInteger lines = new AtomicInteger();
  private final Logger grpc = Logger.getLogger("io.grpc"); // held: loggers are forgotten otherwise
  private final Handler counter = new Handler() {
    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.INFO.intValue()) {
        lines.incrementAndGet();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  @AfterEach
  void close() throws Exception {
    grpc.removeHandler(counter);
    world.close();
  }

  @Test
  void timeoutsThatAreNoneDoNotFloodTheLog() throws IOException {
    sendMany(Map.of("grpc-timeout", "x"), null);
    assertThat(lines).hasValueLessThan(FEW_LINES);
  }

  @Test
  void messagesThatClaimTooMuchDoNotFloodTheLog() throws IOException {
    sendMany(Map.of(), new byte[] {0, 0x7f, 0, 0, 0, 1});
    assertThat(lines).hasValueLessThan(FEW_LINES);
  }

  @Test
  void messagesThatAreTooLongOnceDecompressedEndTheirCallsInSilence() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[5 << 20]);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(message);
    out.writeByte(1); // compressed
    out.writeInt(packed.size());
    packed.writeTo(out);
    sendMany(Map.of("grpc-encoding", "gzip"), message.toByteArray());
    assertThat(lines).hasValue(0);
  }

  /** A call with these headers per frame; returns once the provider has read them all, or has hung up. */
  private void sendMany(Map<String, String> headers, byte[] data) throws IOException {
    int port = world.serve(new WorkProvider("near")).port();
    grpc.addHandler(counter);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    header(block, ":method", "POST");
    header(block, ":scheme", "http");
    header(block, ":path", "/dev.tern.it.Work/once");
    header(block, "te", "trailers");
    header(block, "content-type", "application/grpc");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      header(block, header.getKey(), header.getValue());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      frame(out, SETTINGS, 0, 0, new byte[0]);
      for (int i = 0; i < FRAMES; i++) {
        frame(out, HEADERS, data == null ? END_HEADERS | END_STREAM : END_HEADERS, 2 * i + 1, block.toByteArray());
        if (data != null) {
          frame(out, DATA, 0, 2 * i + 1, data);
        }
      }
      frame(out, PING, 0, 0, new byte[8]);
      awaitPong(new DataInputStream(socket.getInputStream()));
    }
  }

  private static void awaitPong(DataInputStream in) throws IOException {
    while (true) {
      int lengthHigh = in.read();
      if (lengthHigh < 0) {
        return;
      }
      int length = lengthHigh << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.readFully(new byte[length]);
      if (type == PING && flags == ACK) {
        return;
      }
    }
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >>> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** HPACK: a literal without indexing, its name and value plain and shorter than 127 bytes. */
  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(US_ASCII));
    out.write(value.length());
    out.writeBytes(value.getBytes(US_ASCII));
  }
}
