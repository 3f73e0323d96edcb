package dev.tern.core.transport.grpc;

import jdk.jfr.FlightRecorder;

/**
 * Netty makes events of JDK Flight Recorder for the buffers it allocates, recorded or not, and the first one prepares the
 * whole recorder on an event loop: 0.1 to 0.3 s of a process's first call. Turned off here, for the whole process, unless
 * somebody has asked for them or is recording already. To be called before Netty is first used, which looks once.
 */
final class FlightEvents {
  private static final String ENABLED = "io.netty.jfr.enabled";

  private FlightEvents() {}

  static void turnOffUnlessAsked() {
    try {
      if (System.getProperty(ENABLED) == null && !isRecording()) {
        System.setProperty(ENABLED, "false");
      }
    } catch (SecurityException e) {
      // who may not set it has Netty as it comes
    }
  }

  private static boolean isRecording() {
    try {
      return FlightRecorder.isInitialized();
    } catch (LinkageError e) { // a JVM without it
      return false;
    }
  }
}
