package dev.tern.it;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import io.netty.util.internal.PlatformDependent;

/** Makes a call, and says {@code events true} if Netty tells Flight Recorder about it. */
final class FlightEventsMain {
  private FlightEventsMain() {}

  public static void main(String[] arguments) throws Exception {
    try (RpcServer server = RpcServer.builder().service(new WorkProvider("good", id -> {})).start();
        RpcClient client = RpcClient.builder().direct(server.address().toString()).build()) {
      client.create(Work.class).once("1", 0);
      System.out.println("events " + PlatformDependent.isJfrEnabled());
    }
  }
}
