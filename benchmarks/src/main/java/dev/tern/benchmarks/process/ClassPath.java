package dev.tern.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the processes of one module load, as its build wrote it down.
 *
 * @param entries its own classes first
 */
public record ClassPath(List<Path> entries) {
  private static final List<String> OURS = List.of("tern-benchmarks-", "HdrHistogram-");

  static ClassPath of(String module) {
    Path built = Home.benchmarks().resolve("peers").resolve(module).resolve("target");
    try {
      Stream<Path> jars = Stream.of(Files.readString(built.resolve("classpath")).strip().split(File.pathSeparator))
          .map(Path::of);
      return new ClassPath(Stream.concat(Stream.of(built.resolve("classes")), jars).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("benchmarks/peers/" + module + " is not built: ./bench builds it", e);
    }
  }

  /** For {@code java -cp}. */
  public String text() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  /** The version of a jar, from its name. */
  public String version(String artifact) {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
    return entries.stream().map(entry -> name.matcher(entry.getFileName().toString())).filter(Matcher::matches)
        .map(found -> found.group(1)).findFirst()
        .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
  }

  /** The jars that an application would carry: without those of the harness. */
  public List<Path> jars() {
    return entries.stream().filter(entry -> entry.toString().endsWith(".jar"))
        .filter(entry -> OURS.stream().noneMatch(entry.getFileName().toString()::startsWith)).toList();
  }

  /** Size of {@link #jars}. */
  public long bytes() {
    return jars().stream().mapToLong(jar -> jar.toFile().length()).sum();
  }
}
