package dev.tern.it;

import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.examples.ledger.ExecutionLog;
import java.nio.file.Path;

/**
 * A provider process. Says {@code ready host:port} once it answers, and {@code ran id} for each call unless it keeps a
 * ledger.
 */
final class WorkMain {
  private WorkMain() {}

  /** @param arguments name; registry URLs with blanks between, or {@code -} for none; ledger file, or {@code -} */
  public static void main(String[] arguments) throws Exception {
    ExecutionLog ledger = arguments[2].equals("-") ? null : ExecutionLog.create(Path.of(arguments[2]));
    RpcServerBuilder builder = RpcServer.builder().service(new WorkProvider(arguments[0],
        ledger == null ? id -> System.out.println("ran " + id) : ledger::append));
    if (!arguments[1].equals("-")) {
      for (String url : arguments[1].split(" ")) {
        builder.registry(url);
      }
    }
    RpcServer server = builder.start();
    System.out.println("ready " + server.address());
    server.awaitClosed();
  }
}
