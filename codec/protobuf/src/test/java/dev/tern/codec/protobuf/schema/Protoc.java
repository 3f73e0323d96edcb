package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The protoc that the build itself compiles with: its Maven plugin has put it into the local repository. */
final class Protoc {
  private Protoc() {}

  /** Compiles files in a directory together with what they import. */
  static FileDescriptorSet compile(Path directory, Map<String, String> files) throws Exception {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    for (String known : List.of("duration", "timestamp")) { // not beside the executable, but in protobuf-java's jar
      String name = "google/protobuf/" + known + ".proto";
      Files.createDirectories(directory.resolve(name).getParent());
      try (InputStream in = Protoc.class.getResourceAsStream("/" + name)) {
        Files.copy(in, directory.resolve(name));
      }
    }
    Path output = directory.resolve("set.bin");
    List<String> command = new ArrayList<>(List.of(executable(directory).toString(), "-I" + directory,
        "-I" + Path.of("src/test/proto").toAbsolutePath(), "--include_imports", "--descriptor_set_out=" + output));
    command.addAll(files.keySet());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || !said.isEmpty()) { // not even a warning
      throw new AssertionError("protoc: " + said + "\n" + String.join("\n", files.values()));
    }
    return FileDescriptorSet.parseFrom(Files.readAllBytes(output));
  }

  private static Path executable(Path directory) throws IOException {
    String folder = System.getProperty("terntest.protoc.folder", "(system property terntest.protoc.folder is not set)");
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String platform = (os.startsWith("mac") ? "osx" : os.startsWith("win") ? "windows" : "linux") + "-"
        + (arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "aarch_64" : arch);
    Path artifact = Path.of(folder, "protoc-" + Path.of(folder).getFileName() + "-" + platform + ".exe");
    if (!Files.isRegularFile(artifact)) {
      throw new AssertionError("no protoc at " + artifact + ". Run the tests with Maven, whose protobuf plugin fetches "
          + "it, or get com.google.protobuf:protoc for " + platform + " into the local repository.");
    }
    Path copy = directory.resolve("protoc.exe"); // the repository's file is not executable
    Files.copy(artifact, copy);
    if (!os.startsWith("win")) {
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    }
    return copy;
  }
}
