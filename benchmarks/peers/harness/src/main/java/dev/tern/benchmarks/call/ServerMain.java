package dev.tern.benchmarks.call;

import java.io.IOException;
import java.io.PrintStream;

/**
 * The measured provider's process. Arguments: class and variant of the peer, and the address of others that serve
 * already, if there are. Prints the address of all for the consumer; ends with its standard input.
 */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream told = System.out;
    System.setOut(System.err); // some frameworks greet
    Peer peer = Peer.of(arguments[0], arguments[1]);
    told.println(arguments.length == 2 ? peer.serve() : peer.serveBeside(arguments[2]));
    waitForTheEndOfInput();
    Runtime.getRuntime().halt(0);
  }

  private static void waitForTheEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // until whoever started this process is gone
    }
  }
}
