package dev.tern.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The parts of a document that programs write, between comments that name them; what people write stays as it is. */
public final class Section {
  private Section() {}

  /** Puts a text in the place of the one that has this name, or at the end. */
  public static void replace(Path document, String name, String text) throws IOException {
    String begin = "<!-- " + name + ": written by ./bench -->\n";
    String end = "<!-- end of " + name + " -->\n";
    String old = Files.exists(document) ? Files.readString(document) : "";
    int from = old.indexOf(begin);
    int to = old.indexOf(end);
    String section = begin + "\n" + text.stripTrailing() + "\n\n" + end;
    write(document, from < 0 || to < from ? (old.isEmpty() ? "" : old + "\n") + section
        : old.substring(0, from) + section + old.substring(to + end.length()));
  }

  /** Writes a file and says so. */
  public static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, content);
    System.out.println("wrote " + file);
  }
}
