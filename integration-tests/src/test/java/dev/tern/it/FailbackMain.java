package dev.tern.it;

import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A consumer process whose calls are tried again later. Told {@code once n} or {@code safe n} it makes so many
 * calls, and says {@code accepted id} or {@code refused id} for each, then {@code called}; {@code status} makes it
 * say {@code status accepted pending replayed delivered lost}. Closes its client on SIGTERM, as applications do.
 */
final class FailbackMain {
  private FailbackMain() {}

  /** @param arguments registry; cluster with options; prefix of the ids of its calls */
  public static void main(String[] arguments) throws Exception {
    RpcClient client = RpcClient.builder().registry(arguments[0]).cluster(arguments[1]).build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      client.close();
      System.out.println("closed");
    }));
    Work work = client.create(Work.class);
    System.out.println("ready");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "once", "safe" -> call(work, words[0].equals("safe"), arguments[2], Integer.parseInt(words[1]));
        default -> status(client.failbacks());
      }
    }
  }

  private static void call(Work work, boolean idempotent, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      String id = prefix + (idempotent ? "-safe-" : "-once-") + i;
      try {
        Replied<String> replied = RpcContext.replied(() -> idempotent ? work.safe(id, 0) : work.once(id, 0));
        System.out.println((replied.attachments().get(FailbackKeys.TASK_ID) == null ? "answered " : "accepted ") + id);
      } catch (RpcException e) {
        System.out.println("refused " + id);
      }
    }
    System.out.println("called");
  }

  private static void status(List<FailbackStatus> all) {
    long[] sums = new long[5];
    for (FailbackStatus each : all) {
      sums[0] += each.accepted();
      sums[1] += each.pending();
      sums[2] += each.replayed();
      sums[3] += each.delivered();
      sums[4] += each.lost();
    }
    System.out.println("status " + sums[0] + " " + sums[1] + " " + sums[2] + " " + sums[3] + " " + sums[4]);
  }
}
