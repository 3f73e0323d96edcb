package dev.tern.tck;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a hostile peer sends: frames of every message of the contract test's service, changed. For tests of codecs and
 * for fuzzers. Safe for many threads.
 */
public final class HostileFrames {
  private static final int MAX_FRAME_BYTES = 64 << 10;
  /** Bytes that mean something in one format or another: lengths, tags, brackets, the letters of Hessian's. */
  private static final String TELLING = "\0\1\177\200\377COVHMZS\"{[@-";

  private static final int BASE_BYTES = 1 << 20;
  private static final int BYTES_PER_BYTE = 64;

  private final List<Target> targets;

  private HostileFrames(List<Target> targets) {
    this.targets = List.copyOf(targets);
  }

  /**
   * One message that can be received.
   *
   * @param name such as {@code point arguments}
   * @param reader prepared
   * @param frames valid ones
   */
  public record Target(String name, MessageCodec<?> reader, List<byte[]> frames) {
    /** Reads a frame that anybody may have sent, out of the middle of an array. */
    public @Nullable Object read(byte[] frame) throws DecodeException {
      byte[] around = new byte[frame.length + 16];
      Arrays.fill(around, (byte) 0xff);
      System.arraycopy(frame, 0, around, 8, frame.length);
      return reader.read(new ReadBuffer(around, 8, frame.length));
    }
  }

  /** Prepares every method of the service, and writes every case. */
  public static HostileFrames of(Codec codec) {
    Map<String, Target> targets = new LinkedHashMap<>();
    Map<String, MethodCodec> methods = new LinkedHashMap<>();
    for (MethodContract method : ServiceContract.of(CodecService.class).methods()) {
      methods.put(method.name(), codec.prepare(method));
    }
    CodecCases.all().forEach(call -> {
      MethodCodec method = methods.get(call.method());
      add(targets, call.method() + " arguments", method.arguments(), call.arguments());
      add(targets, call.method() + " reply", method.reply(), call.reply());
    });
    CodecErrors.samples().map(Throwable.class::cast).forEach(error -> add(targets, "error " + error.getClass().getSimpleName(),
        methods.get("fails").errors().get(error.getClass().getName().replace('$', '.')), error));
    return new HostileFrames(new ArrayList<>(targets.values()));
  }

  private static <T extends @Nullable Object> void add(Map<String, Target> targets, String name, MessageCodec<T> codec,
      T value) {
    WriteBuffer out = new WriteBuffer(64, 4 << 20);
    codec.write(value, out);
    if (out.size() <= MAX_FRAME_BYTES) {
      targets.computeIfAbsent(name, missing -> new Target(name, codec, new ArrayList<>())).frames().add(out.toByteArray());
    }
  }

  /** Bytes of memory that reading a frame may allocate at most. */
  public static long mostAllocated(byte[] frame) {
    return BASE_BYTES + (long) BYTES_PER_BYTE * frame.length;
  }

  /** Every message, in a stable order. */
  public List<Target> targets() {
    return targets;
  }

  /** A valid frame of a message, changed: bits, bytes, lengths, cut off, repeated, with parts of other frames. */
  public byte[] changed(Target target, RandomGenerator random) {
    byte[] frame = pick(target.frames(), random).clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      frame = changedOnce(frame, random);
    }
    return frame;
  }

  private byte[] changedOnce(byte[] frame, RandomGenerator random) {
    int at = frame.length == 0 ? 0 : random.nextInt(frame.length);
    int kind = random.nextInt(20);
    if (frame.length == 0 || kind == 0) {
      return inserted(frame, at, pick(pick(targets, random).frames(), random), random);
    }
    if (kind == 1) {
      return Arrays.copyOf(frame, at);
    }
    if (kind == 2) {
      return repeated(frame, at, random);
    }
    if (kind == 3) { // a length of many bytes, the largest there is
      return inserted(frame, at, new byte[] {-1, -1, -1, -1, 7}, random);
    }
    switch (kind % 4) {
      case 0 -> frame[at] = (byte) (frame[at] ^ 1 << random.nextInt(8));
      case 1 -> frame[at] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
      case 2 -> frame[at] += (byte) (random.nextBoolean() ? 1 : -1);
      default -> frame[at] = (byte) random.nextInt();
    }
    return frame;
  }

  private static byte[] inserted(byte[] frame, int at, byte[] other, RandomGenerator random) {
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    int count = Math.min(other.length - from, 1 + random.nextInt(64));
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(frame, 0, at);
    changed.write(other, from, count);
    changed.write(frame, at, frame.length - at);
    return changed.toByteArray();
  }

  /** A part of the frame many times over: what nests deeply, or is many, comes out of that. */
  private static byte[] repeated(byte[] frame, int at, RandomGenerator random) {
    int count = Math.min(frame.length - at, 1 + random.nextInt(16));
    int times = 1 << random.nextInt(1, 10);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(frame, 0, at);
    for (int i = 0; i < times && changed.size() < MAX_FRAME_BYTES; i++) {
      changed.write(frame, at, count);
    }
    changed.write(frame, at + count, frame.length - at - count);
    return changed.toByteArray();
  }

  private static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
