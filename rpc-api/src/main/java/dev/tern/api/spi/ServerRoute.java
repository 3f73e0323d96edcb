package dev.tern.api.spi;

import dev.tern.api.contract.MethodKind;

/** Who answers the calls of one path. One object per path and server, so that a transport can prepare it once. */
public interface ServerRoute {
  /** As in {@code /demo.Greeting/greet}. */
  String path();

  /** How many messages travel each way. */
  MethodKind kind();

  /**
   * A call begins. On a transport thread: must not block.
   *
   * @param headers valid for as long as the call
   * @return told what comes
   */
  ServerCall.Listener start(ServerCall call, Headers headers);
}
