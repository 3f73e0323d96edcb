package dev.tern.it;

import dev.tern.core.RpcServer;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The process of a provider that rude consumers visit. Says {@code ready host:port} and {@code ran id} for each call;
 * for any line of its input {@code state <line> <threads> <bytes of direct memory>}; but for {@code close} it closes,
 * and then says {@code closed <milliseconds>}.
 */
final class RudeProviderMain {
  private RudeProviderMain() {}

  public static void main(String[] arguments) throws Exception {
    RpcServer server = RpcServer.builder().service(new WorkProvider("good", id -> System.out.println("ran " + id)))
        .start();
    System.out.println("ready " + server.address());
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null && !line.equals("close"); line = input.readLine()) {
      System.gc(); // a buffer that nobody released is noticed when it is collected
      System.out.println("state " + line + " " + ManagementFactory.getThreadMXBean().getThreadCount() + " "
          + PlatformDependent.usedDirectMemory());
    }
    long started = System.nanoTime();
    server.close();
    System.out.println("closed " + (System.nanoTime() - started) / 1_000_000);
  }
}
