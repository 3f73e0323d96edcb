package dev.tern.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures pairs against each other: one server process each, then round by round one fresh client process each, so
 * that a machine whose speed drifts slows all of them alike. Prints medians over the rounds and their ratio to the
 * first pair. Any error or missing figure fails the run.
 *
 * <p>Arguments, all with defaults: {@code --pairs=a,b --methods=getUser --loads=1,32,a256 --rounds=3 --warmup=4000
 * --millis=2000}.
 */
final class Bench {
  private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR");

  private Bench() {}

  private record Server(Process process, int port) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> options = options(arguments);
    List<String> pairs = List.of(options.get("pairs").split(","));
    pairs.forEach(Pair::of);
    Map<String, Server> servers = new LinkedHashMap<>();
    Figures figures = new Figures();
    try {
      for (String pair : pairs) {
        servers.put(pair, serve(pair));
      }
      for (int round = 1; round <= Integer.parseInt(options.get("rounds")); round++) {
        System.out.println("round " + round);
        for (String pair : pairs) {
          measure(pair, servers.get(pair), options, figures);
        }
      }
    } finally {
      servers.values().forEach(server -> server.process().destroyForcibly());
    }
    figures.print(pairs.get(0), System.out);
    if (figures.errors() > 0) {
      System.err.println(figures.errors() + " calls failed");
      System.exit(1);
    }
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new LinkedHashMap<>(Map.of("pairs", "grpc-default,grpc-tuned,tern-default,tern-nonblocking",
        "methods", "getUser", "loads", "1,32,a256", "rounds", "3", "warmup", "4000", "millis", "2000"));
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0 || options.replace(argument.substring(2, equals), argument.substring(equals + 1)) == null) {
        System.err.println("Unknown option \"" + argument + "\". Known: --" + String.join("=, --", options.keySet()) + "=.");
        System.exit(2);
      }
    }
    return options;
  }

  private static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Server serve(String pair) throws IOException {
    Process process = new ProcessBuilder(java(ServerMain.class, pair)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line = reader(process).readLine();
    if (line == null) {
      throw new IOException(pair + ": its server did not start");
    }
    return new Server(process, Integer.parseInt(line.strip()));
  }

  private static void measure(String pair, Server server, Map<String, String> options, Figures figures)
      throws IOException, InterruptedException {
    Process client = new ProcessBuilder(java(LoadMain.class, pair, String.valueOf(server.port()),
        String.valueOf(server.process().pid()), options.get("methods"), options.get("loads"), options.get("warmup"),
        options.get("millis"))).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int expected = options.get("methods").split(",").length * options.get("loads").split(",").length;
    try (BufferedReader lines = reader(client)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println("  " + line);
        figures.add(line);
        expected--;
      }
    }
    client.waitFor();
    if (expected != 0) {
      throw new IOException(pair + ": " + expected + " figures are missing");
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
