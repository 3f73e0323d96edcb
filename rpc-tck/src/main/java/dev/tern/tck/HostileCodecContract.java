package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.tck.HostileFrames.Target;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What hostile bytes cost in every codec: a {@link DecodeException} and memory in proportion to their length, nothing
 * else. So many frames are sent as the system property {@code terntest.frames} says, 30,000 by default; each run sends the
 * same ones.
 */
public abstract class HostileCodecContract {
  private static final int FRAMES = Integer.getInteger("terntest.frames", 30_000);
  private static final long SEED = 20_261_122;

  /** For extension by tests. */
  protected HostileCodecContract() {}

  /** A new codec. */
  protected abstract Codec codec();

  @Test
  void changedFramesAreReadOrRefusedAtAPriceInProportion() {
    HostileFrames frames = HostileFrames.of(codec());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < FRAMES; i++) {
      Target target = frames.targets().get(i % frames.targets().size());
      byte[] frame = frames.changed(target, random);
      long most = HostileFrames.mostAllocated(frame);
      long before = threads.getCurrentThreadAllocatedBytes();
      if (!reads(target, frame)) {
        refused++;
      }
      if (threads.getCurrentThreadAllocatedBytes() - before > most) { // or classes were loaded: what it costs again counts
        before = threads.getCurrentThreadAllocatedBytes();
        reads(target, frame);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated > most) {
          fail("%s: %d bytes allocated for a frame of %d: %s", target.name(), allocated, frame.length, text(frame));
        }
      }
    }
    // Else they are not near enough to valid ones. Formats full of names refuse more of them than formats of numbers.
    assertThat(refused).isBetween(FRAMES / 10, FRAMES - FRAMES / 20);
  }

  private static boolean reads(Target target, byte[] frame) {
    try {
      target.read(frame);
      return true;
    } catch (DecodeException e) {
      assertThat(e.getCause()).isNull();
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(target.name() + ": " + e + " for " + text(frame), e);
    }
  }

  private static String text(byte[] frame) {
    return frame.length > 2_000 ? frame.length + " bytes" : Base64.getEncoder().encodeToString(frame);
  }
}
