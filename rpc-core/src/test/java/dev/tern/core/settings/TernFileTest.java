package dev.tern.core.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TernFileTest {
  @TempDir Path directory;

  private Path write(String name, String text, Charset charset) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(charset));
  }

  private URLClassLoader loader(String... folders) throws IOException {
    URL[] urls = new URL[folders.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = Files.createDirectories(directory.resolve(folders[i])).toUri().toURL();
    }
    return new URLClassLoader(urls, null);
  }

  @Test
  void itIsReadAsUtf8WithOrWithoutItsMark() throws Exception {
    for (String mark : List.of("", "\ufeff")) {
      Path file = write("own.properties", mark + "tern.server.zone=Zürich\n# word\ntern.server.port: 7\n", UTF_8);
      assertThat(TernFile.at(file.toString(), "-").texts())
          .isEqualTo(Map.of("tern.server.zone", "Zürich", "tern.server.port", "7"));
    }
  }

  @Test
  void whatCannotBeReadIsRefusedNamingTheFile() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(() -> TernFile.at("/no/such", "system property")).withMessage(
        "tern.config (system property): the file /no/such cannot be read, NoSuchFileException"
            + " (expected: a file in UTF-8 with lines as tern.client.timeout=1s)");
    assertThatIllegalArgumentException().isThrownBy(() -> TernFile.at(directory.toString(), "system property"))
        .withMessageContaining("cannot be read");
    Path latin = write("latin.properties", "tern.server.zone=Zürich", ISO_8859_1);
    assertThatIllegalArgumentException().isThrownBy(() -> TernFile.at(latin.toString(), "-"))
        .withMessage(latin + ": is not in UTF-8");
    Path escape = write("escape.properties", "tern.registry.password=\\uzz", UTF_8);
    assertThatIllegalArgumentException().isThrownBy(() -> TernFile.at(escape.toString(), "-")).withNoCause()
        .withMessage(escape + ": has a \\u that is no escape (expected: \\u and four hex digits)");
  }

  @Test
  void aKeyThatIsGivenTwiceIsRefused() throws Exception {
    Path file = write("twice.properties",
        "tern.client.timeout=1s\ntern.client.codec=json\ntern.client.timeout=2s\n", UTF_8);
    assertThatIllegalArgumentException().isThrownBy(() -> TernFile.at(file.toString(), "-"))
        .withMessage(file + ": tern.client.timeout given twice (expected: once)");
  }

  @Test
  void oneOnTheClassPathIsFoundAlsoWhenTwoLoadersSeeIt() throws Exception {
    write("a/tern.properties", "tern.client.codec=json", UTF_8);
    try (URLClassLoader one = loader("a"); URLClassLoader other = loader("a", "b")) {
      TernFile found = TernFile.onClassPath(List.of(one, other));
      assertThat(found.texts()).isEqualTo(Map.of("tern.client.codec", "json"));
      assertThat(found.name()).startsWith("file:").endsWith("/a/tern.properties");
    }
  }

  @Test
  void noneOnTheClassPathSaysNothing() throws Exception {
    try (URLClassLoader loader = loader("a")) {
      assertThat(TernFile.onClassPath(List.of(loader))).isEqualTo(TernFile.NONE);
    }
  }

  @Test
  void twoOnTheClassPathAreRefusedUnlessAFileIsNamed() throws Exception {
    write("a/tern.properties", "tern.client.codec=json", UTF_8);
    write("b/tern.properties", "tern.client.codec=hessian", UTF_8);
    Path own = write("own.properties", "tern.client.codec=protobuf", UTF_8);
    try (URLClassLoader loader = loader("a", "b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Sources.of(Map.of(), Map.of(), List.of(loader)))
          .withMessageStartingWith("Several tern.properties on the class path: file:")
          .withMessageContaining("/a/tern.properties, file:").withMessageEndingWith(
              "/b/tern.properties\n  Keep one of them, or name the file that counts with -Dtern.config=<file>.");
      assertThat(Sources.of(Map.of("tern.config", own.toString()), Map.of("TERN_CONFIG", "/no/such"), List.of(loader))
          .file().texts()).containsValue("protobuf");
      assertThat(Sources.of(Map.of(), Map.of("TERN_CONFIG", own.toString()), List.of(loader)).file().name())
          .isEqualTo("file " + own);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Sources.of(Map.of(), Map.of("TERN_CONFIG", "/no/such"), List.of(loader)))
          .withMessageStartingWith("tern.config (environment TERN_CONFIG): the file /no/such cannot be read");
    }
  }
}
