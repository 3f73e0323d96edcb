package dev.tern.benchmarks.call;

import java.io.IOException;

/** The measured provider's process. Argument: the pair. Prints its port; ends with its standard input. */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(Pair.of(arguments[0]).serve());
    while (System.in.read() >= 0) {
      // until whoever started this process is gone
    }
    Runtime.getRuntime().halt(0);
  }
}
