package dev.tern.fuzz;

import com.sun.management.ThreadMXBean;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.DecodeException;
import dev.tern.tck.HostileFrames;
import dev.tern.tck.HostileFrames.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * What the fuzzer calls: the first two bytes choose a message, the others are its frame. Whatever is thrown but a
 * {@link DecodeException}, and any frame that costs more memory than it is worth, is a finding.
 */
public final class CodecFuzzer {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<Target> TARGETS =
      HostileFrames.of(codec(System.getProperty("terntest.codec", "protobuf")).create()).targets();

  private CodecFuzzer() {}

  private static CodecFactory codec(String name) {
    List<CodecFactory> found =
        ServiceLoader.load(CodecFactory.class).stream().map(ServiceLoader.Provider::get).toList();
    return found.stream().filter(factory -> factory.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Unknown codec \"" + name + "\". Found: "
            + found.stream().map(CodecFactory::name).sorted().collect(Collectors.joining(", ")) + "."));
  }

  /** One input of the fuzzer's. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    Target target = TARGETS.get(((input[0] & 0xff) << 8 | input[1] & 0xff) % TARGETS.size());
    byte[] frame = Arrays.copyOfRange(input, 2, input.length);
    long most = HostileFrames.mostAllocated(frame);
    if (allocatedBy(target, frame) > most) {
      long again = allocatedBy(target, frame); // the first time of anything, the fuzzer itself allocates: it instruments
      if (again > most) {
        throw new IllegalStateException(
            target.name() + ": " + again + " bytes allocated for a frame of " + frame.length);
      }
    }
  }

  private static long allocatedBy(Target target, byte[] frame) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.read(frame);
    } catch (DecodeException refused) {
      // as it should be
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * Writes valid frames for the fuzzer to begin with.
   *
   * @param arguments the directory
   */
  public static void main(String[] arguments) throws IOException {
    Path corpus = Files.createDirectories(Path.of(arguments[0]));
    for (int i = 0; i < TARGETS.size(); i++) {
      int seed = 0;
      for (byte[] frame : TARGETS.get(i).frames()) {
        byte[] input = new byte[frame.length + 2];
        input[0] = (byte) (i >> 8);
        input[1] = (byte) i;
        System.arraycopy(frame, 0, input, 2, frame.length);
        Files.write(corpus.resolve("seed-" + i + "-" + seed++), input);
      }
    }
  }
}
