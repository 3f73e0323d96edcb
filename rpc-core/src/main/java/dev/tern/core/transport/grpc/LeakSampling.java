package dev.tern.core.transport.grpc;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.internal.SystemPropertyUtil;

/**
 * Netty looks for buffers that nobody gives back: it follows one of 128, with a stack trace for each that it follows. Per
 * call that is a twentieth of what the call costs. Turned off here, for the whole process, unless somebody has asked for
 * it or has set another level than the one that Netty begins with; Tern's own tests look for leaks at the strictest.
 */
final class LeakSampling {
  private static final String LEVEL = "io.netty.leakDetection.level";
  private static final String OLD_LEVEL = "io.netty.leakDetectionLevel";

  private LeakSampling() {}

  static void turnOffUnlessAsked() {
    boolean asked = SystemPropertyUtil.contains(LEVEL) || SystemPropertyUtil.contains(OLD_LEVEL);
    if (!asked && ResourceLeakDetector.getLevel() == Level.SIMPLE) {
      ResourceLeakDetector.setLevel(Level.DISABLED);
    }
  }
}
