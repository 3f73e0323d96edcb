package dev.tern.examples.onejar;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.examples.quickstart.Greeting;
import dev.tern.examples.quickstart.Provider;

/** The main class of the one jar: a provider or a consumer, on whichever registry it is told. */
public final class Main {
  private Main() {}

  /** @param arguments {@code provider} or {@code consumer}; URL of the registry */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("usage: provider|consumer registry-url");
      System.exit(2);
    }
    switch (arguments[0]) {
      case "provider" -> provide(arguments[1]);
      case "consumer" -> consume(arguments[1]);
      default -> throw new IllegalArgumentException("\"" + arguments[0] + "\" (expected: provider or consumer)");
    }
  }

  private static void provide(String registry) throws Exception {
    try (RpcServer server = RpcServer.builder().registry(registry).service(new Provider()).start()) {
      System.out.println("Serving on " + server.address());
      server.awaitClosed();
    }
  }

  private static void consume(String registry) {
    try (RpcClient client = RpcClient.builder().registry(registry).build()) {
      System.out.println(client.create(Greeting.class).greet("one jar"));
    }
  }
}
