package dev.tern.it;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;

/** Goes as far as the first step of a client or server that takes long, and lives as long as its input. */
final class PreloadMain {
  private PreloadMain() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("client")) {
      RpcClient.builder().direct("127.0.0.1:1").build();
    } else {
      RpcServer.builder().service(new WorkProvider("good", id -> {}));
    }
    while (System.in.read() >= 0) {
      // until whoever started this process is gone
    }
  }
}
