package dev.tern.core.transport.grpc;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a server is made of, and drops it, so that its classes are loaded: on a thread of its own, once per process. */
final class Preload {
  private static final Logger LOG = LoggerFactory.getLogger(Preload.class);
  private static final CompletableFuture<Void> LOADED = CompletableFuture.runAsync(Preload::load, task -> {
    Thread thread = new Thread(task, "tern-preload");
    thread.setDaemon(true);
    thread.start();
  });

  private Preload() {}

  /** Returns at once. */
  static void begin() {} // it has, by the time this class is there

  /** Returns once all is loaded, or could not be: who needs it will say so. */
  static void await() {
    LOADED.join();
  }

  private static void load() {
    try (EventLoops loops = new EventLoops("tern-preload-io", 1)) {
      ServerChannel listening = EventLoops.newServerChannel();
      loops.group().register(listening);
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .bossEventLoopGroup(loops.group()).workerEventLoopGroup(loops.group())
          .channelFactory(EventLoops::newServerChannel).directExecutor().build();
      listening.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("A server's classes were not loaded ahead", e);
    }
  }
}
