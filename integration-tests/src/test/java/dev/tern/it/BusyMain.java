package dev.tern.it;

import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.examples.ledger.ExecutionLog;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * A provider process that can do exactly four things at once, and hardly needs a processor for it. Says {@code ready
 * host:port} once it answers.
 */
final class BusyMain {
  static final int AT_ONCE = 4;

  private BusyMain() {}

  /**
   * @param arguments ledger file; {@code threads} if its pool has no more threads, so that calls wait in front of their
   *     handlers, or {@code permits} if handlers wait for each other
   */
  public static void main(String[] arguments) throws Exception {
    ExecutionLog ledger = ExecutionLog.create(Path.of(arguments[0]));
    boolean threads = arguments[1].equals("threads");
    Semaphore permits = new Semaphore(threads ? Integer.MAX_VALUE : AT_ONCE);
    RpcServerBuilder builder = RpcServer.builder().adaptiveLimit(true).service(new WorkProvider("busy", ledger::append) {
      @Override
      public CompletableFuture<String> onceLater(String id, int millis) {
        permits.acquireUninterruptibly();
        try {
          return CompletableFuture.completedFuture(once(id, millis));
        } finally {
          permits.release();
        }
      }
    });
    RpcServer server = (threads ? builder.handlerThreads(AT_ONCE) : builder).start();
    System.out.println("ready " + server.address());
    server.awaitClosed();
  }
}
