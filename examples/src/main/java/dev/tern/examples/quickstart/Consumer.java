package dev.tern.examples.quickstart;

import dev.tern.core.RpcClient;

/** Calls whichever provider is there. */
public final class Consumer {
  public static void main(String[] arguments) {
    try (RpcClient client = RpcClient.builder().registry("file:~/.tern").build()) {
      Greeting greeting = client.create(Greeting.class);
      System.out.println(greeting.greet("world"));
    }
  }
}
