package dev.tern.codec.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.com.caucho.hessian.io.Hessian2Input;
import com.alibaba.com.caucho.hessian.io.Hessian2Output;
import com.alibaba.com.caucho.hessian.io.SerializerFactory;
import com.sun.management.ThreadMXBean;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.codec.hessian.Shapes.Service;
import dev.tern.codec.hessian.Shapes.User;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What a call costs in memory: nothing that has the size of a buffer. */
class CostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final User USER = new User(42, "Ada Lovelace", new ArrayList<>(List.of("admin", "author")));

  /** Run it with {@code -Dterntest.rounds=2000000} for times that mean something. */
  private static final int ROUNDS = Integer.getInteger("terntest.rounds", 20_000);

  private static Object kept;

  private static long bytesPerCall(String name, Callable<Object> call) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      kept = call.call();
    }
    long nanos = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      kept = call.call();
    }
    long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
    if (ROUNDS > 20_000) {
      System.out.printf("%-24s %6d B/op %6d ns/op%n", name, bytes, (System.nanoTime() - nanos) / ROUNDS);
    }
    return bytes;
  }

  @Test
  void aUserCostsLittleMoreThanItself() throws Exception {
    Wired wired = Wired.of(Service.class, "user");
    byte[] sent = wired.reply(USER);
    WriteBuffer out = new WriteBuffer(1024, 4 << 20);
    ReadBuffer in = new ReadBuffer(sent);
    long written = bytesPerCall("write", () -> {
      out.clear();
      wired.codec().reply().write(USER, out);
      return out;
    });
    long read = bytesPerCall("read", () -> wired.codec().reply().read(in.on(sent, 0, sent.length)));
    SerializerFactory shared = Wired.factory();
    long writtenThere = bytesPerCall("write, hessian-lite", () -> {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      Hessian2Output lite = new Hessian2Output(bytes);
      lite.setSerializerFactory(shared);
      lite.writeObject(USER);
      lite.flush();
      return bytes;
    });
    long readThere = bytesPerCall("read, hessian-lite", () -> {
      Hessian2Input lite = new Hessian2Input(new ByteArrayInputStream(sent));
      lite.setSerializerFactory(shared);
      return lite.readObject(User.class);
    });
    assertThat(written).isLessThan(500);
    assertThat(read).isLessThan(900);
    assertThat(writtenThere).as("with its buffers of 4 and 8 KiB").isGreaterThan(8 * written);
    assertThat(readThere).isGreaterThan(2 * read);
  }
}
