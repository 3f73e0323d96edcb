package dev.tern.it.faults;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.examples.ledger.ExecutionLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A provider process. Says {@code ready host:port} once it answers. Told {@code unavailable} on its standard input it
 * turns every call away before its handler, until told {@code available}.
 */
final class ProviderMain implements Task {
  private static final int ECHOED = 1 << 10;

  private final ExecutionLog ledger;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private volatile boolean available = true;

  private ProviderMain(ExecutionLog ledger) {
    this.ledger = ledger;
  }

  /** @param arguments registry URL, or {@code -} for none; ledger file. All else is said by {@code tern.server} keys */
  public static void main(String[] arguments) throws Exception {
    ProviderMain provider = new ProviderMain(ExecutionLog.create(Path.of(arguments[1])));
    RpcServerBuilder builder = RpcServer.builder().service(provider).filter((invocation, next) -> {
      if (!provider.available) {
        throw RpcException.notExecuted(Code.UNAVAILABLE, "told to be unavailable");
      }
      return next.invoke(invocation);
    });
    if (!arguments[0].equals("-")) {
      builder.registry(arguments[0]);
    }
    RpcServer server = builder.start();
    System.out.println("ready " + server.address());
    Thread listener = new Thread(provider::listen, "orders");
    listener.setDaemon(true);
    listener.start();
    server.awaitClosed();
  }

  private void listen() {
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()
        .forEach(order -> available = order.equals("available"));
  }

  @Override
  public CompletableFuture<byte[]> safe(String id, int waitMillis, int busyMicros, byte[] payload) {
    ledger.append(id);
    return warm(waitMillis, busyMicros, payload);
  }

  @Override
  public CompletableFuture<byte[]> once(String id, int waitMillis, int busyMicros, byte[] payload) {
    ledger.append(id);
    return warm(waitMillis, busyMicros, payload);
  }

  @Override
  public CompletableFuture<byte[]> warm(int waitMillis, int busyMicros, byte[] payload) {
    long until = threads.getCurrentThreadCpuTime() + TimeUnit.MICROSECONDS.toNanos(busyMicros);
    while (busyMicros > 0 && threads.getCurrentThreadCpuTime() < until) {
      Thread.onSpinWait(); // the work itself
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(waitMillis)); // likewise
    return CompletableFuture.completedFuture(Arrays.copyOf(payload, Math.min(ECHOED, payload.length)));
  }
}
