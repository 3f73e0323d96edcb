package dev.tern.core.transport.grpc;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gzip that looks at a message when it is read, and not before, as grpc-java's own does: what is no gzip then fails
 * like any other message that cannot be read, and not inside grpc-java, which would tell the peer nothing but UNKNOWN.
 */
final class Gzip implements Decompressor {
  /** Of consumers: says with every call that replies may come compressed. */
  static final DecompressorRegistry OFFERED = DecompressorRegistry.getDefaultInstance().with(new Gzip(), true);
  /** Of providers: takes it, and does not say so with every reply, which no client needs to know. */
  static final DecompressorRegistry TAKEN = DecompressorRegistry.getDefaultInstance().with(new Gzip(), false);

  private Gzip() {}

  @Override
  public String getMessageEncoding() {
    return GrpcTransport.GZIP;
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new Message(compressed);
  }

  private static final class Message extends InputStream {
    private final InputStream compressed;
    private @Nullable InputStream plain;

    Message(InputStream compressed) {
      this.compressed = compressed;
    }

    private InputStream plain() throws IOException {
      InputStream opened = plain;
      if (opened == null) {
        opened = new GZIPInputStream(compressed);
        plain = opened;
      }
      return opened;
    }

    @Override
    public int read() throws IOException {
      return plain().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return plain().read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
      return plain().available();
    }

    @Override
    public void close() throws IOException {
      InputStream opened = plain;
      if (opened != null) {
        opened.close(); // gives its native memory back
      } else {
        compressed.close();
      }
    }
  }
}
