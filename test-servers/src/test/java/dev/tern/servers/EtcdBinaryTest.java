package dev.tern.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdBinaryTest {
  @TempDir
  private Path folder;

  private static Path program(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    assertThat(Files.createFile(path).toFile().setExecutable(true)).isTrue();
    return path;
  }

  @Test
  void theOneThatIsNamedComesBeforeThePathAndThatBeforeTheCacheOfAnyFolderAbove() throws Exception {
    Path named = program(folder.resolve("named/my-etcd"));
    Path onPath = program(folder.resolve("bin/etcd"));
    Path cached = program(folder.resolve("project/.cache/etcd/usr/bin/etcd"));
    Path module = Files.createDirectory(folder.resolve("project/module"));
    String path = "/nowhere:" + onPath.getParent();

    assertThat(EtcdBinary.locate(Map.of("ETCD_BIN", named.toString(), "PATH", path), module)).isEqualTo(named);
    assertThat(EtcdBinary.locate(Map.of("ETCD_BIN", "", "PATH", path), module)).isEqualTo(onPath);
    assertThat(EtcdBinary.locate(Map.of("PATH", "/nowhere"), module)).isEqualTo(cached);
    assertThat(EtcdBinary.locate(Map.of(), folder.resolve("project"))).isEqualTo(cached);
  }

  @Test
  void noneIsAnErrorThatSaysHowToGetIt() {
    assertThatThrownBy(() -> EtcdBinary.locate(Map.of("PATH", "/nowhere"), folder)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("No etcd found: ").hasMessageContaining(folder.toString())
        .hasMessageContaining("./check").hasMessageContaining("apt-get download etcd-server");
  }

  @Test
  void aNamedOneThatCannotBeRunIsNotPassedOverInSilence() throws Exception {
    Path onPath = program(folder.resolve("bin/etcd"));
    Map<String, String> environment =
        Map.of("ETCD_BIN", folder.resolve("missing").toString(), "PATH", onPath.getParent().toString());

    assertThatThrownBy(() -> EtcdBinary.locate(environment, folder)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("ETCD_BIN: " + folder.resolve("missing"));
  }
}
