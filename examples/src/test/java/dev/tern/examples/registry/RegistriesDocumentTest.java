package dev.tern.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/registries.md} shows this package's code as it is. */
class RegistriesDocumentTest {
  private static final Pattern QUOTE = Pattern.compile("<!-- quoted: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyQuotedLineStandsInTheSourceItNames() throws IOException {
    List<MatchResult> quotes = QUOTE.matcher(Files.readString(Path.of("..", "docs", "registries.md"))).results().toList();
    assertThat(quotes).hasSize(4);
    for (MatchResult quote : quotes) {
      assertThat(source(quote.group(1))).containsAll(quote.group(2).lines().map(String::strip).toList());
    }
  }

  private static Set<String> source(String file) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      Path source = files.filter(path -> path.endsWith(file)).findFirst().orElseThrow();
      return Files.readString(source).lines().map(String::strip).collect(Collectors.toSet());
    }
  }
}
