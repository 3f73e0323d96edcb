package dev.tern.benchmarks.codec;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One candidate, one payload, one direction. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 11, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class CodecBenchmark {
  /** Name of a {@link Candidate}. */
  @Param(Candidate.REFERENCE)
  public String codec;

  /** A {@link Candidate.Payload}. */
  @Param({"USER", "PAGE"})
  public String payload;

  private Candidate candidate;

  /** Only what does the same is compared: the bytes of Protobuf are those of protobuf-java, and all come back equal. */
  @Setup
  public void setUp() {
    Candidate.Payload what = Candidate.Payload.valueOf(payload);
    candidate = Candidate.of(codec, what);
    byte[] theirs = Candidate.of(Candidate.REFERENCE, what).bytes();
    if (codec.startsWith("protobuf") && !Arrays.equals(candidate.bytes(), theirs)) {
      throw new IllegalStateException(codec + " writes other bytes than protobuf-java");
    }
    if (!codec.equals(Candidate.PREBUILT) && !candidate.decode().equals(what.value())) {
      throw new IllegalStateException(codec + " does not read what it wrote");
    }
  }

  /** An object to bytes. */
  @Benchmark
  public int encode() {
    return candidate.encode();
  }

  /** Bytes to an object. */
  @Benchmark
  public Object decode() {
    return candidate.decode();
  }
}
