package dev.tern.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A provider process. Says {@code ready host:port} once it answers, and {@code closed} after a graceful end. */
final class WorkMain {
  private WorkMain() {}

  /**
   * @param arguments name; registry URL, or {@code -} for none; journal file, to which ids are appended, or {@code -}
   */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    FileChannel journal = arguments[2].equals("-") ? null
        : FileChannel.open(Path.of(arguments[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    RpcServerBuilder builder = RpcServer.builder().service(new WorkProvider(name, id -> {
      System.out.println("ran " + id);
      append(journal, id);
    }));
    if (!arguments[1].equals("-")) {
      builder.registry(arguments[1]);
    }
    RpcServer server = builder.start();
    System.out.println("ready " + server.address());
    server.awaitClosed();
    System.out.println("closed");
  }

  /** One write per id, so that lines of several processes never mix. */
  private static void append(FileChannel journal, String id) {
    if (journal != null) {
      try {
        journal.write(ByteBuffer.wrap((id + "\n").getBytes(UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
