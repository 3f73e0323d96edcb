package dev.tern.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
  @TempDir
  private Path directory;

  @Test
  void whatPeopleWroteAroundASectionStays() throws IOException {
    Path document = directory.resolve("benchmarks.md");
    Files.writeString(document, "# Title\n");
    Section.replace(document, "calls", "old figures");
    Files.writeString(document, Files.readString(document) + "\nWhat it says.\n");
    Section.replace(document, "calls", "new figures\n");
    assertThat(document).hasContent("""
        # Title

        <!-- calls: written by ./bench -->

        new figures

        <!-- end of calls -->

        What it says.
        """);
  }

  @Test
  void oneSectionIsNotTakenForAnother() throws IOException {
    Path document = directory.resolve("benchmarks.md");
    Section.replace(document, "calls-all", "all");
    Section.replace(document, "calls", "some");
    Section.replace(document, "calls-all", "all again");
    assertThat(Files.readString(document)).contains("\nall again\n", "\nsome\n").doesNotContain("\nall\n");
  }
}
