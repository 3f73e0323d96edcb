package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.RegistryUrl;
import dev.tern.servers.EtcdServer;
import io.etcd.jetcd.ByteSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EtcdLeasesTest {
  private static final List<ByteSequence> KEYS =
      List.of(ByteSequence.from("/tern/demo.Greeting/a", UTF_8), ByteSequence.from("/tern/demo.Greeting/b", UTF_8));

  /** Holds back the first call that the renewing thread makes, until it is told to let it go. */
  private static final class Gate extends ThreadPoolExecutor {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    Gate() {
      super(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    }

    @Override
    public void execute(Runnable task) {
      if (Thread.currentThread().getName().equals("renewing") && held.getCount() > 0) {
        held.countDown();
        super.execute(() -> {
          try {
            open.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          task.run();
        });
      } else {
        super.execute(task);
      }
    }
  }

  private static List<Long> leases(EtcdLeases leases) throws Exception {
    List<Long> ids = new ArrayList<>();
    for (ByteSequence key : KEYS) {
      ids.add(leases.lease(key, EtcdConnection.deadline(Drivers.TIMEOUT)));
    }
    return ids;
  }

  @Test
  void aLateAnswerAboutALeaseThatHasEndedDoesNotTakeItsSuccessorAway() throws Exception {
    Gate gate = new Gate();
    try (EtcdServer etcd = EtcdServer.start()) {
      EtcdSettings settings = EtcdSettings.read(RegistryUrl.parse(etcd.url() + "?ttl=2s"), null);
      EtcdConnection connection = new EtcdConnection(settings, gate);
      EtcdLeases leases = new EtcdLeases(settings, connection, () -> {});
      List<Long> ended = leases(leases);
      for (long id : ended) {
        connection.call(client -> client.getLeaseClient().revoke(id), EtcdConnection.deadline(Drivers.TIMEOUT));
      }
      TimeUnit.MILLISECONDS.sleep(settings.ttl().toMillis() / 3 + 1); // before that none is renewed
      Thread renewing = new Thread(() -> {
        try {
          leases.renew();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }, "renewing");
      renewing.start();
      assertThat(gate.held.await(10, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < KEYS.size(); i++) { // as a put does that etcd tells so
        leases.forget(KEYS.get(i), ended.get(i));
      }
      List<Long> successors = leases(leases);
      gate.open.countDown();
      renewing.join();

      assertThat(leases(leases)).isEqualTo(successors).doesNotContainAnyElementsOf(ended);
      connection.refuseCalls();
      connection.close();
    } finally {
      gate.open.countDown();
      gate.shutdown();
    }
  }
}
