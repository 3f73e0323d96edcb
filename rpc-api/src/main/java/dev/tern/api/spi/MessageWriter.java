package dev.tern.api.spi;

/** Writes one message into a buffer that a transport lends. Called at most once, by the sending thread. */
@FunctionalInterface
public interface MessageWriter {
  /** Fills the buffer and lets go of it. What it throws ends the call before anything is sent. */
  void write(WriteBuffer out);
}
