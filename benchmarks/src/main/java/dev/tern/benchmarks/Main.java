package dev.tern.benchmarks;

import dev.tern.benchmarks.codec.CodecBench;
import dev.tern.benchmarks.compare.CallBench;
import dev.tern.benchmarks.compare.Guard;
import dev.tern.benchmarks.start.StartBench;
import java.util.Arrays;
import java.util.List;

/** What {@code java -jar benchmarks.jar} and {@code ./bench} start. */
public final class Main {
  private static final String USAGE = """
      java -jar benchmarks.jar                     whole calls, every peer; --quick, --scaling, --peers=, --loads=, ...
      java -jar benchmarks.jar guard               fails if a call costs far more than it did, beside gRPC-Java
      java -jar benchmarks.jar startup             time until calls can be made
      java -jar benchmarks.jar codecs              codecs beside protobuf-java
      java -jar benchmarks.jar jmh [of JMH]        every JMH benchmark here; -l lists them, -h says what else
      """;

  private Main() {}

  /** Exits with 1 if a call failed or a figure is missing, with 2 for arguments that mean nothing. */
  public static void main(String[] arguments) throws Exception {
    String what = arguments.length == 0 || arguments[0].startsWith("-") ? "calls" : arguments[0];
    List<String> rest = Arrays.asList(arguments).subList(arguments.length > 0 && arguments[0].equals(what) ? 1 : 0,
        arguments.length);
    if (rest.contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    try {
      System.exit(run(what, rest) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(String what, List<String> arguments) throws Exception {
    switch (what) {
      case "calls" -> {
        return CallBench.run(arguments);
      }
      case "guard" -> {
        return Guard.run(arguments);
      }
      case "startup" -> StartBench.run(arguments);
      case "codecs" -> CodecBench.main(arguments.toArray(String[]::new));
      case "jmh" -> org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      default -> throw new IllegalArgumentException(
          "Unknown: \"" + what + "\". Known: calls, guard, startup, codecs, jmh; --help.");
    }
    return true;
  }
}
