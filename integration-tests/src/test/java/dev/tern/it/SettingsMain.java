package dev.tern.it;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.time.Duration;

/**
 * A provider and a consumer that are told next to nothing in code. Says every setting of both, what became of three
 * calls that work half a second, and {@code end}; or {@code refused: } and why.
 */
final class SettingsMain {
  private SettingsMain() {}

  public static void main(String[] arguments) throws Exception {
    try (RpcServer server = RpcServer.builder().service(new WorkProvider("by key")).start();
        RpcClient client = RpcClient.builder().startTimeout(Duration.ofSeconds(9)).build()) {
      Work work = client.create(Work.class);
      System.out.print(server.describeSettings() + client.describeSettings());
      say("safe", () -> work.safe("1", 500));
      say("once", () -> work.once("2", 500));
      say("onceInTime", () -> work.onceInTime("3", 500));
      System.out.println("end");
    } catch (IllegalArgumentException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private interface OneCall {
    String call();
  }

  private static void say(String name, OneCall call) {
    try {
      System.out.println("call " + name + ": " + call.call());
    } catch (RpcException e) {
      System.out.println("call " + name + ": " + e.getMessage());
    }
  }
}
