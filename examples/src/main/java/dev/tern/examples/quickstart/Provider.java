package dev.tern.examples.quickstart;

import dev.tern.core.RpcServer;

/** Offers greetings until Ctrl-C. Start as many as you like. */
public final class Provider implements Greeting {
  @Override
  public String greet(String name) {
    return "Hello, " + name + "!";
  }

  public static void main(String[] arguments) throws Exception {
    try (RpcServer server = RpcServer.builder().registry("file:~/.tern").service(new Provider()).start()) {
      System.out.println("Serving on " + server.address() + ", Ctrl-C ends it");
      server.awaitClosed();
    }
  }
}
