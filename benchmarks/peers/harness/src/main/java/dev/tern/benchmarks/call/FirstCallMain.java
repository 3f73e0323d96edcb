package dev.tern.benchmarks.call;

import java.io.PrintStream;

/** A consumer that makes one call. Arguments: class and variant of the peer, address. Prints a line after the reply. */
final class FirstCallMain {
  private FirstCallMain() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream told = System.out;
    System.setOut(System.err);
    Peer.of(arguments[0], arguments[1]).connect(arguments[2]).blocking(Work.Method.GET_USER, 42);
    told.println("answered");
    Runtime.getRuntime().halt(0);
  }
}
