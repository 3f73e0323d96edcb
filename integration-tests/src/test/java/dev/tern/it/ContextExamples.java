package dev.tern.it;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Replied;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The code of docs/context.md, so that it compiles and does what is said there. */
final class ContextExamples {
  public static final AttachmentKey<String> TENANT = AttachmentKey.of("tenant").persistent();
  public static final AttachmentKey<Long> QUOTA = AttachmentKey.ofLong("quota");
  public static final AttachmentKey<UUID> ORDER = AttachmentKey.of("order", UUID::toString, UUID::fromString);
  public static final AttachmentKey<byte[]> CHECKSUM = AttachmentKey.ofBytes("checksum-bin");

  private ContextExamples() {}

  record User(String name) {}

  record Stock(String what, int count) {}

  record Row(int price) {}

  record Report(int sum) {}

  @RpcService
  interface Users {
    User find(long id);
  }

  @RpcService
  interface Warehouse {
    Stock stock(String what);

    CompletableFuture<String> refreshLater();
  }

  @RpcService
  interface Reports {
    @RpcMethod(interruptible = true)
    Report report(int year);
  }

  /** Something of the JDK's that can be cancelled. */
  interface Statement {
    void cancel();
  }

  static User consumer(Users users) {
    User user = RpcContext.current().with(TENANT, "acme").with(QUOTA, 100L).supply(() -> users.find(42));
    return user;
  }

  static Long quotaLeft(Users users) {
    Replied<User> replied = RpcContext.replied(() -> users.find(42));
    Long left = replied.attachments().get(QUOTA);
    User user = replied.value();
    return user.name().isEmpty() ? 0L : left;
  }

  /** Of a provider, while its stream ends. */
  static void end(MessageDigest digest) {
    RpcContext.current().replyAtEnd(CHECKSUM, digest.digest());    // by a stream, after its last element
  }

  /** Of a provider. */
  static User find(Warehouse warehouse, List<Row> rows, Statement statement) {
    String tenant = RpcContext.current().attachment(TENANT);    // null if there is none
    RpcContext.current().reply(QUOTA, 99L);    // in the handler, before it answers
    Duration left = RpcContext.current().remaining().orElse(Duration.ofSeconds(3));
    Stock stock = RpcContext.current().withTimeout(Duration.ofMillis(100)).supply(() -> warehouse.stock("apple"));
    RpcContext.current().detached().run(() -> warehouse.refreshLater());
    RpcContext.current().onCancel(statement::cancel);    // must not block: often on an event loop
    CompletableFuture<Stock> apples =
        CompletableFuture.supplyAsync(() -> warehouse.stock("apple"), RpcContext.current().executor());
    return new User(tenant + " " + left.compareTo(Duration.ofSeconds(3)) + " " + stock.count() + " " + sum(rows)
        + " " + apples.join().what());
  }

  private static int sum(List<Row> rows) {
    int total = 0;
    for (Row row : rows) {
      if (RpcContext.current().cancelled()) {
        break;    // nobody waits for the rest
      }
      total += price(row);
    }
    return total;
  }

  private static int price(@Nullable Row row) {
    return row == null ? 0 : row.price();
  }
}
