package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.FailedAttempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/errors.md says of failures is what happens: code, label and text, each made to happen for real. */
class ErrorTableTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z-]+)`: [^|]+\\| ([A-Z_]+) \\| (no|maybe) \\| (↳ )?`(.+)` \\|");

  /** @param ofAttempt true if the text is that of an attempt */
  record Row(String name, Code code, String executed, boolean ofAttempt, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> table() {
    try (Stream<String> lines = Files.lines(document())) {
      return lines.map(ROW::matcher).filter(Matcher::matches).map(row -> new Row(row.group(1),
          Code.valueOf(row.group(2)), row.group(3), row.group(4) != null, row.group(5))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path document() {
    Path here = Path.of("docs/errors.md");
    return Files.exists(here) ? here : Path.of("..").resolve(here);
  }

  @ParameterizedTest
  @MethodSource("table")
  void itHappensAsTheTableSays(Row row) throws Exception {
    Provocations.Provocation provocation = Provocations.all().get(row.name());
    assertThat(provocation).as("who makes it happen").isNotNull();
    try (World world = new World()) {
      RpcException told = provocation.in(world);
      String message = String.valueOf(told.getMessage());
      assertThat(told.code()).as(message).isEqualTo(row.code());
      assertThat(told.execution().name()).as(message)
          .isEqualTo(row.executed().equals("no") ? "NOT_EXECUTED" : "MAYBE_EXECUTED");
      assertThat(told.toString()).doesNotContain("s3cr3t");
      String text = message;
      if (row.ofAttempt()) {
        assertThat(firstLine(message))
            .matches("\\S+ (failed|was cancelled|took longer than \\S+ m?s), in \\d attempts?");
        List<FailedAttempt> attempts = told.attempts();
        text = String.valueOf(attempts.get(attempts.size() - 1).failure().getMessage());
        assertThat(message).as("lists it").contains(firstLine(text));
      }
      assertThat(firstLine(text)).matches(pattern(row.text()));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** What stands in angle brackets is any text, or none. */
  private static String pattern(String text) {
    return Arrays.stream(text.split("<[^>]+>", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
  }

  @Test
  void everyFailureThatWeKnowHowToMakeStandsInTheTable() {
    assertThat(table().stream().map(Row::name)).doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(Provocations.all().keySet());
  }

  @Test
  void everyCodeIsExplained() throws IOException {
    String text = Files.readString(document());
    assertThat(Code.values()).allSatisfy(code -> assertThat(text).contains("| `" + code.name() + "` | "));
  }

  @Test
  void theFrameworkUsesNoOtherCodesThanThoseOfTheTable() {
    JavaClasses framework = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.tern.core", "dev.tern.cluster", "dev.tern.codec", "dev.tern.loadbalance",
            "dev.tern.api.spi");
    Map<String, Set<String>> uses = framework.stream().flatMap(type -> type.getFieldAccessesFromSelf().stream())
        .filter(access -> access.getTarget().getOwner().isEquivalentTo(Code.class))
        .filter(access -> !access.getOriginOwner().getName().matches(".*\\$\\d+")) // switches look codes up and make none
        .filter(access -> !origin(access).startsWith("dev.tern.core.standard.")) // health and reflection: gRPC's own rules
        .collect(Collectors.groupingBy(access -> access.getTarget().getName(),
            Collectors.mapping(ErrorTableTest::origin, Collectors.toCollection(TreeSet::new))));
    assertThat(uses).as("of which the framework makes failures").isNotEmpty();
    Set<String> known = table().stream().map(row -> row.code().name()).collect(Collectors.toSet());
    assertThat(uses.keySet()).as("%s", uses).containsExactlyInAnyOrderElementsOf(known);
  }

  private static String origin(JavaFieldAccess access) {
    return access.getOriginOwner().getName();
  }
}
