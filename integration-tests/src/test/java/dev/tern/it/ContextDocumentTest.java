package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.it.ContextExamples.Row;
import dev.tern.it.ContextExamples.Stock;
import dev.tern.it.ContextExamples.Users;
import dev.tern.it.ContextExamples.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextDocumentTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Path DOCUMENT = Path.of("../docs/context.md");
  private static final Path SOURCE = Path.of("src/test/java/dev/tern/it/ContextExamples.java");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static String unindented(String text) {
    return text.lines().map(String::strip).reduce("", (all, line) -> all + "\n" + line);
  }

  @Test
  void everyPieceOfCodeInTheDocumentIsCompiled() throws Exception {
    String source = unindented(Files.readString(SOURCE));
    Matcher code = CODE.matcher(Files.readString(DOCUMENT));
    int count = 0;
    while (code.find()) {
      assertThat(source).contains(unindented(code.group(1)));
      count++;
    }
    assertThat(count).isGreaterThan(8);
  }

  @Test
  void theCodeOfTheDocumentDoesWhatItSays() {
    String warehouse = world.serve(new Warehouse() {
      @Override
      public Stock stock(String what) {
        return new Stock(what, 3);
      }

      @Override
      public CompletableFuture<String> refreshLater() {
        return CompletableFuture.completedFuture("refreshed");
      }
    }).address().toString();
    Warehouse stocks = world.direct(warehouse).create(Warehouse.class);
    stocks.stock("pear"); // connects, which takes longer than 100 ms on a busy machine
    String shop = world.serve((Users) id ->
        ContextExamples.find(stocks, List.of(new Row(2), new Row(3)), () -> { })).address().toString();
    Users users = world.closing(dev.tern.core.RpcClient.builder().direct(shop).timeout(Duration.ofSeconds(20)).build())
        .create(Users.class);
    assertThat(ContextExamples.consumer(users).name()).isEqualTo("acme 1 3 5 apple");
    assertThat(ContextExamples.quotaLeft(users)).isEqualTo(99L);
  }
}
