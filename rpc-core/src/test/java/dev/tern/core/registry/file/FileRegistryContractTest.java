package dev.tern.core.registry.file;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.tck.RegistryDriverContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryContractTest extends RegistryDriverContract {
  @TempDir
  private Path directory;

  @Override
  protected RegistryDriver open() throws IOException {
    return new FileRegistryFactory().open(RegistryUrl.parse("file:" + directory), null);
  }
}
