package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P10, S2: by the JVM's own log, no name on the wire loads a class. */
class ForeignNamesTest {
  @TempDir
  private Path directory;

  @Test
  void noForeignNameAtAnyPlaceOfAnyMessageLoadsItsClassInAnyCodec() throws Exception {
    Path log = directory.resolve("classes");
    try (ChildJvm reader = ChildJvm.startWith(System.getProperty("java.class.path"),
        List.of("-XX:+UseSerialGC", "-Xmx256m", "-Xlog:class+load=info:file=" + log + "::filesize=0"),
        ForeignNames.class)) {
      reader.await("done", Duration.ofSeconds(120));
      for (String codec : List.of("protobuf", "hessian", "json")) {
        assertThat(Integer.parseInt(reader.await("read " + codec + " "))).isGreaterThan(10_000);
      }
      assertThat(reader.output()).noneMatch(line -> line.startsWith("canary"));
      assertThat(reader.awaitExit()).isZero();
    }
    Set<String> loaded = Files.readAllLines(log).stream().map(line -> line.replaceFirst("^(\\[[^]]*])*\\s*", ""))
        .map(line -> line.split(" ")[0]).collect(Collectors.toSet());
    assertThat(loaded).contains("dev.tern.it.ForeignNames").doesNotContainAnyElementsOf(ForeignNames.NAMES);
  }
}
