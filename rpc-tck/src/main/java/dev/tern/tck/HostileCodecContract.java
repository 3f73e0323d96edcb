package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.tck.HostileFrames.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What hostile bytes cost in every codec: a {@link DecodeException} and memory in proportion to their length, nothing
 * else. So many frames are sent as the system property {@code terntest.frames} says, 30,000 by default; each run sends
 * the same ones.
 */
public abstract class HostileCodecContract {
  private static final int FRAMES = Integer.getInteger("terntest.frames", 30_000);
  private static final int MANY_ELEMENTS = 100_000;
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

  /**
   * Written by the codec itself, so that they are honest: a reader that makes too much of them has to become cheaper.
   * Elements that are objects with next to nothing in them are refused by some formats when they are many.
   */
  @Test
  void manySmallElementsOfEveryKindCostNoMoreThanTheyWeigh() {
    Codec codec = codec();
    Map<String, MethodCodec> methods = new HashMap<>();
    for (MethodContract method : ServiceContract.of(CodecElements.class).methods()) {
      methods.put(method.name(), codec.prepare(method));
    }
    List<String> tooMuch = new ArrayList<>();
    CodecElements.samples().forEach((name, samples) -> {
      MethodCodec method = methods.get(name);
      for (Object sample : samples) {
        weigh(name + " " + sample, method, CodecElements.many(sample, elements(method, sample)),
            CodecElements.isHollow(sample), tooMuch);
      }
    });
    CodecElements.distinct(MANY_ELEMENTS)
        .forEach((name, value) -> weigh(name, methods.get(name), value, true, tooMuch));
    assertThat(tooMuch).isEmpty();
  }

  /** So many that the 1 MiB which every frame may cost hides nothing. */
  private static int elements(MethodCodec method, Object sample) {
    WriteBuffer out = new WriteBuffer(64, 16 << 20);
    method.arguments().write(List.of(CodecElements.many(sample, 100)), out);
    return Math.min(MANY_ELEMENTS, (512 << 10) * 100 / out.size());
  }

  private static void weigh(String name, MethodCodec method, Object value, boolean refusable, List<String> tooMuch) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    WriteBuffer out = new WriteBuffer(64, 16 << 20);
    method.arguments().write(List.of(value), out);
    byte[] frame = out.toByteArray();
    long least = Long.MAX_VALUE;
    for (int time = 0; time < 2; time++) { // the first loads classes
      ReadBuffer in = new ReadBuffer(frame);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        method.arguments().read(in);
      } catch (DecodeException e) {
        if (!refusable) {
          tooMuch.add(name + ": " + e.getMessage());
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    if (least > HostileFrames.mostAllocated(frame)) {
      tooMuch.add(name + ": " + least + " bytes allocated for a frame of " + frame.length + ": "
          + (least - (1 << 20)) / frame.length + " for each");
    }
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
