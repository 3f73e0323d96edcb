package dev.tern.core.transport.grpc;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what a client or a server is made of, and drops it, so that its classes are loaded: on a thread of its own, once
 * per process. Nothing is connected, and nobody is listened to.
 */
final class Preload {
  private static final Logger LOG = LoggerFactory.getLogger(Preload.class);
  private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Preload() {}

  /** Begun by the time this class is there. */
  static final class Client {
    static {
      inBackground("client", Client::make);
    }

    private Client() {}

    /** Returns at once. */
    static void begin() {}

    private static void make(EventLoops loops) {
      register(EventLoops.newChannel(), loops);
      NettyChannelBuilder.forAddress(NOWHERE).usePlaintext().disableServiceConfigLookUp().disableRetry()
          .directExecutor().eventLoopGroup(loops.group()).channelFactory(EventLoops::newChannel).build().shutdownNow();
    }
  }

  /** Begun by the time this class is there. */
  static final class Server {
    private static final CompletableFuture<Void> LOADED = inBackground("server", Server::make);

    private Server() {}

    /** Returns at once. */
    static void begin() {}

    /** Returns once all is loaded, or could not be: who needs it will say so. */
    static void await() {
      LOADED.join();
    }

    private static void make(EventLoops loops) {
      register(EventLoops.newServerChannel(), loops);
      NettyServerBuilder.forAddress(NOWHERE).bossEventLoopGroup(loops.group()).workerEventLoopGroup(loops.group())
          .channelFactory(EventLoops::newServerChannel).directExecutor().build();
    }
  }

  private static CompletableFuture<Void> inBackground(String half, Consumer<EventLoops> making) {
    CompletableFuture<Void> loaded = new CompletableFuture<>();
    Thread thread = new Thread(() -> load(half, making, loaded), "tern-preload");
    thread.setDaemon(true);
    thread.start();
    return loaded;
  }

  private static void load(String half, Consumer<EventLoops> making, CompletableFuture<Void> loaded) {
    try (EventLoops loops = new EventLoops("tern-preload-io", 1)) {
      making.accept(loops);
      loaded.complete(null); // nobody has to wait for the end of these loops
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("The classes of a {} were not loaded ahead", half, e);
    } finally {
      loaded.complete(null);
    }
  }

  private static void register(Channel channel, EventLoops loops) {
    loops.group().register(channel);
    channel.close();
  }
}
