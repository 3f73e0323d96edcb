package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.core.RpcClient;
import dev.tern.core.registry.MemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients, their proxies and connections, under many threads and with much to carry. */
class ClientsTest {
  private static final int THREADS = 16;
  private static final int CALLS_EACH = 250;

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void oneServerOffersSeveralServicesAndOneObjectSeveralInterfaces() {
    class Both extends SignaturesProvider implements BadServicesTest.Renamed {
      @Override
      public String find(long id) {
        return "id " + id;
      }

      @Override
      public String find(String name) {
        return "name " + name;
      }
    }
    world.serve(new Both(), new WorkProvider("third"));
    RpcClient client = world.client();
    assertThat(client.create(Signatures.class).one(1)).isEqualTo(1);
    assertThat(client.create(BadServicesTest.Renamed.class).find("x")).isEqualTo("name x");
    assertThat(client.create(Work.class).once("a", 0)).isEqualTo("third");
  }

  @Test
  void allProxiesOfOneClientShareOneConnectionAndEachClientHasItsOwn() throws Exception {
    int port = world.serve(new SignaturesProvider(), new WorkProvider("near")).port();
    RpcClient first = world.client();
    first.create(Signatures.class).none();
    first.create(Signatures.class).none();
    first.create(Work.class).once("a", 0);
    assertThat(connectionsTo(port)).isEqualTo(1);
    world.client().create(Work.class).once("b", 0);
    assertThat(connectionsTo(port)).isEqualTo(2);
  }

  /** Established connections to a local port, counted by the system itself, at the consumers' ends. */
  private static long connectionsTo(int port) throws Exception {
    String remote = ":" + String.format("%04X", port);
    List<String> lines = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        lines.addAll(Files.readAllLines(Path.of(table)));
      }
    }
    return lines.stream().map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns[2].endsWith(remote) && columns[3].equals("01")).count();
  }

  @Test
  void twoClientsInOneJvmAreIndependent() throws Exception {
    MemoryRegistry left = new MemoryRegistry();
    MemoryRegistry right = new MemoryRegistry();
    World servers = world.closing(new World());
    servers.serve(builder -> builder.registry(left).service(new WorkProvider("left")));
    servers.serve(builder -> builder.registry(right).service(new WorkProvider("right")));
    RpcClient toLeft = world.closing(RpcClient.builder().registry(left).build());
    RpcClient toRight = world.closing(RpcClient.builder().registry(right).loadBalancer("random").build());
    Work leftWork = toLeft.create(Work.class);
    Work rightWork = toRight.create(Work.class);
    assertThat(leftWork.once("a", 0)).isEqualTo("left");
    assertThat(rightWork.once("a", 0)).isEqualTo("right");
    toLeft.close();
    assertThat(rightWork.onceLater("b", 20).get(10, TimeUnit.SECONDS)).as("after the other was closed")
        .isEqualTo("right");
  }

  @Test
  void sixteenThreadsGetEachItsOwnAnswer() throws Exception {
    world.serve(new SignaturesProvider());
    Signatures signatures = world.client().create(Signatures.class);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Boolean>> tasks = IntStream.range(0, THREADS).<Callable<Boolean>>mapToObj(thread -> () -> {
        boolean right = true;
        for (int call = 0; call < CALLS_EACH; call++) {
          int number = thread * CALLS_EACH + call;
          right &= signatures.one(number) == number;
          right &= signatures.text("t" + number).equals("t" + number);
        }
        return right;
      }).toList();
      for (Future<Boolean> result : pool.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void manyFuturesAtOnceGetEachItsOwnAnswer() throws Exception {
    world.serve(new SignaturesProvider());
    Signatures signatures = world.client().create(Signatures.class);
    List<CompletableFuture<List<String>>> calls =
        IntStream.range(0, 500).mapToObj(count -> signatures.laterWords(count % 20)).toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get(20, TimeUnit.SECONDS)).hasSize(i % 20);
    }
  }

  @Test
  void aBigMessageArrivesWholeUpToTheLimitAndIsRefusedBeyond() {
    world.serve(new SignaturesProvider());
    Signatures signatures = world.client().create(Signatures.class);
    byte[] big = new byte[(4 << 20) - 16];
    for (int i = 0; i < big.length; i++) {
      big[i] = (byte) (i * 31 >> 3);
    }
    assertThat(Arrays.equals(signatures.bytes(big), big)).isTrue();
    assertThat(Failing.told(Failing.call(() -> signatures.bytes(new byte[4 << 20])))).isEqualTo(
        "RESOURCE_EXHAUSTED NOT_EXECUTED dev.tern.it.Signatures/bytes: message of 4194309 bytes (limit: 4194304)"
            + "\n  Raise maxMessageBytes on both sides, or send less at once.");
    assertThat(signatures.one(1)).as("the connection lives on").isEqualTo(1);
  }

  @Test
  void aLimitThatBothSidesRaiseHolds() {
    world.serve(builder -> builder.service(new SignaturesProvider()).maxMessageBytes(16 << 20));
    Signatures signatures = world.client(builder -> builder.maxMessageBytes(16 << 20)).create(Signatures.class);
    assertThat(signatures.bytes(new byte[15 << 20])).hasSize(15 << 20);
  }

  @Test
  void aReplyBeyondTheConsumersLimitFailsAndSaysSo() {
    String address = world.serve(new SignaturesProvider()).address().toString();
    Signatures signatures = world.client(builder -> builder.maxMessageBytes(4_000)).create(Signatures.class);
    assertThat(Failing.told(Failing.future(signatures.laterWords(2_000)))).isEqualTo(
        "RESOURCE_EXHAUSTED MAYBE_EXECUTED dev.tern.it.Signatures/laterWords at " + address
            + ": its reply is longer than 4000 bytes; raise maxMessageBytes on both sides, or ask for less at once");
    assertThat(signatures.one(1)).as("the connection lives on").isEqualTo(1);
  }

  @Test
  void callsSpreadEvenlyOverAllProviders() {
    WorkProvider first = new WorkProvider("first");
    WorkProvider second = new WorkProvider("second");
    WorkProvider third = new WorkProvider("third");
    for (WorkProvider provider : List.of(first, second, third)) {
      world.serve(provider);
    }
    Work work = world.client().create(Work.class);
    for (int i = 0; i < 300; i++) {
      work.once("call" + i, 0);
    }
    assertThat(List.of(first.ran().size(), second.ran().size(), third.ran().size())).containsExactly(100, 100, 100);
  }
}
