package dev.tern.codec.protobuf.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line. */
class ProtoToolTest {
  private static final String OLD = Versions.V1.Users.class.getName();
  private static final String COMPATIBLE = Versions.Compatible.Users.class.getName();
  private static final String BREAKING = Versions.Reshaped.Users.class.getName();

  @TempDir
  private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return new ProtoTool(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8)).run(List.of(arguments));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void asAProcessItExportsAndExitsWithItsCode() throws Exception {
    assertThat(process("export", "--out=" + directory, OLD)).isZero();
    assertThat(directory.resolve("demo.proto")).content().contains("service Users {");
    assertThat(process("lock", "--file=" + directory.resolve("lock"), OLD)).isZero();
    assertThat(process("check", "--file=" + directory.resolve("lock"), BREAKING)).isEqualTo(1);
    assertThat(process("check", "--file=" + directory.resolve("other"), BREAKING)).isEqualTo(2);
  }

  private static int process(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), ProtoTool.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void packagesBecomeDirectories() throws Exception {
    assertThat(run("export", "--out=" + directory.resolve("new"), Odd.First.class.getName())).isZero();
    Path file = directory.resolve("new/odd/v1.proto");
    assertThat(out().lines()).containsExactly("Wrote " + file,
        "Imported: samples.proto, whose source exists: tell protoc its folder with -I");
    assertThat(file).content().isEqualTo(ProtoFiles.of(Odd.First.class).get("odd/v1.proto"));
  }

  @Test
  void aLockIsNotWrittenOverABreakUnlessThatIsAccepted() throws Exception {
    Path lock = directory.resolve("demo.proto.lock");
    assertThat(run("lock", "--file=" + lock, OLD)).isZero();
    String before = Files.readString(lock);
    assertThat(run("lock", "--file=" + lock, BREAKING)).isEqualTo(1);
    assertThat(err()).startsWith("6 wire breaks against demo.proto.lock").contains("demo.Users/outline: the method is")
        .contains("The lock was left as it is. If no old peer is left, write it with --accept-breaks.");
    assertThat(lock).content().isEqualTo(before);

    assertThat(run("check", "--file=" + lock, COMPATIBLE)).isZero();
    assertThat(out()).contains("New: method demo.Users/delete")
        .contains("Nothing breaks the wire of " + lock + ". Write the lock again to hold what is new: ProtoTool lock.");
    assertThat(run("lock", "--file=" + lock, COMPATIBLE)).isZero();
    assertThat(run("check", "--file=" + lock, COMPATIBLE)).isZero();
    assertThat(out()).isEqualTo("Nothing breaks the wire of " + lock + "." + System.lineSeparator());

    assertThat(run("lock", "--file=" + lock, "--accept-breaks", BREAKING)).isZero();
    assertThat(run("check", "--file=" + lock, BREAKING)).isZero();
    assertThat(run("check", "--file=" + lock, OLD)).isEqualTo(1);
  }

  @Test
  void whatItCannotDoIsToldWithTheRemedy() {
    String lock = "--file=" + directory.resolve("demo.proto.lock");
    refused("Say what to do.");
    refused("Unknown command \"expert\". Known: check, export, lock.", "expert");
    refused("Option --out= is missing.", "export", OLD);
    refused("Option --file= is missing.", "check", OLD);
    refused("Name at least one interface.", "check", lock);
    refused("Unknown option \"--accept-breaks\" of check.", "check", lock, "--accept-breaks", OLD);
    refused("Cannot load demo.Nowhere (java.lang.ClassNotFoundException: demo.Nowhere). Is it on the class path, with "
        + "all it uses?", "check", lock, "demo.Nowhere");
    assertThat(run("check", lock, OLD)).isEqualTo(2);
    assertThat(err()).startsWith("No lock ").contains("Write it first: ProtoTool lock --file=");
    assertThat(run("check", lock, "java.lang.Runnable")).isEqualTo(2);
    assertThat(err()).contains("Runnable").contains("@RpcService").doesNotContain("Usage");
  }

  private void refused(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err()).startsWith(message + System.lineSeparator() + "Usage: ProtoTool export --out=DIRECTORY");
    assertThat(out()).isEmpty();
  }
}
