package dev.tern.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells what was found: a table of all that ran, every promise with what was found, and a chart for each scenario. Kept
 * by scenario in files of its own, so that they can come from several processes.
 */
final class Report {
  private final Path directory;

  /** @param directory that everything is written to */
  Report(Path directory) {
    this.directory = directory;
  }

  /** Where the files of one scenario's ledger go. */
  Path ledger(Scenario scenario) {
    return directory.resolve("ledger").resolve(scenario.id());
  }

  void add(Result result) throws IOException {
    Files.createDirectories(directory);
    String id = result.scenario().id();
    Files.writeString(directory.resolve(id + ".row"), result.row());
    Files.writeString(directory.resolve(id + ".md"), result.details());
    Files.writeString(directory.resolve(id + ".svg"), new Chart(result).svg());
  }

  /** What an earlier run left behind of these. */
  void forget(List<Scenario> scenarios) throws IOException {
    for (Scenario scenario : scenarios) {
      for (String kind : List.of(".row", ".md", ".svg")) {
        Files.deleteIfExists(directory.resolve(scenario.id() + kind));
      }
    }
  }

  /** Empty if it did not come so far. */
  String details(Scenario scenario) throws IOException {
    Path file = directory.resolve(scenario.id() + ".md");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Writes {@code report.md} about those of these that ran, and gives its table. */
  String write(List<Scenario> scenarios) throws IOException {
    StringBuilder table = new StringBuilder(Result.HEAD);
    StringBuilder details = new StringBuilder();
    for (Scenario scenario : scenarios) {
      Path row = directory.resolve(scenario.id() + ".row");
      if (Files.exists(row)) {
        table.append(Files.readString(row));
        details.append(details(scenario)).append("\n![](").append(scenario.id()).append(".svg)\n\n");
      }
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("report.md"), table + "\n" + details);
    return table.toString();
  }
}
