package dev.tern.it;

import com.google.protobuf.ByteString;
import dev.tern.core.RpcClient;
import dev.tern.it.pb.Chunk;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A consumer process that streams a gibibyte each way, and says how far its heap grew beyond what it needs at rest. */
final class BigStreamMain {
  static final int BYTES = 256 << 10;
  static final int COUNT = 4096;
  private static final int EVERY = 512;
  private static final long MILLISECOND = 1_000_000;

  private long most;

  private BigStreamMain() {}

  /** @param arguments address of a {@link StreamServer} */
  public static void main(String[] arguments) throws Exception {
    try (RpcClient client = RpcClient.builder().direct(arguments[0]).withoutSnapshot().build()) {
      Streams.Publishers streams = client.create(Streams.Publishers.class);
      new BigStreamMain().down(streams, 64); // classes, buffers, connection
      new BigStreamMain().up(streams, 64);
      long rest = used();
      System.out.println("down " + new BigStreamMain().down(streams, COUNT).since(rest));
      System.out.println("up " + new BigStreamMain().up(streams, COUNT).since(rest));
    }
  }

  /** To a reader that is slower than its provider. */
  private BigStreamMain down(Streams.Publishers streams, int count) throws Exception {
    int[] seen = new int[1];
    Taker<Chunk> slow = new Taker<>() {
      @Override
      public void onNext(Chunk chunk) {
        if (chunk.getNumber() != seen[0]++) {
          throw new IllegalStateException("not in order");
        }
        LockSupport.parkNanos(MILLISECOND);
        sample(seen[0]);
      }
    };
    streams.down(Streams.want(count, BYTES, "")).subscribe(slow);
    slow.request(Long.MAX_VALUE);
    slow.awaitEnd(Duration.ofSeconds(60));
    if (seen[0] != count) {
      throw new IllegalStateException("came: " + seen[0]);
    }
    return this;
  }

  /** To a provider that is slower than its publisher. */
  private BigStreamMain up(Streams.Publishers streams, int count) throws Exception {
    Chunk large = Chunk.newBuilder().setContent(ByteString.copyFrom(new byte[BYTES])).build();
    Source source = Source.of(count, number -> {
      sample(number);
      return large;
    });
    if (streams.up(source).get(60, TimeUnit.SECONDS).getBytes() != (long) count * BYTES) {
      throw new IllegalStateException("not all arrived");
    }
    return this;
  }

  private void sample(int number) {
    if (number % EVERY == EVERY / 2) {
      most = Math.max(most, used());
    }
  }

  private static long used() {
    System.gc(); // what is reachable counts, not what is not collected yet
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private long since(long rest) {
    return most - rest;
  }
}
