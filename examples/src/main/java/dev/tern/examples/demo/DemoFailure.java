package dev.tern.examples.demo;

/** The demo could not be carried out: a process died or hung. The message is all that its user needs. */
final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
