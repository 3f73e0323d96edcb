package dev.tern.codec.protobuf.schema;

import dev.tern.api.contract.ContractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the wire of services in a file under version control, so that a test notices when a change of the Java source
 * would be misunderstood by peers that run already:
 *
 * <pre>
 * &#64;Test
 * void nothingBreaksTheWire() throws Exception {
 *   ProtoLock.check(Path.of("demo.proto.lock"), UserService.class, OrderService.class);
 * }
 * </pre>
 */
public final class ProtoLock {
  private ProtoLock() {}

  /**
   * Compares services with their lock.
   *
   * @param lock written by {@link #write}
   * @param services all interfaces that the lock was written for, and new ones
   * @return what was added since and breaks nothing, a line each; not empty if the lock is to be written again, so that
   *     from now on it holds that too
   * @throws WireBreakException with all breaks, if there is one
   * @throws NoSuchFileException if there is no lock yet
   * @throws IllegalArgumentException naming file and line, if the file is no lock
   * @throws ContractException naming what cannot be carried, and what to do
   */
  public static List<String> check(Path lock, Class<?>... services) throws IOException {
    WireShape now = shape(services);
    WireComparison.Result result = WireComparison.compare(read(lock), now);
    if (!result.breaks().isEmpty()) {
      throw new WireBreakException(lock.getFileName().toString(), result.breaks());
    }
    return result.additions();
  }

  /**
   * Writes the lock anew, whatever it held before.
   *
   * @param services all interfaces that it is for
   * @throws ContractException naming what cannot be carried, and what to do
   */
  public static void write(Path lock, Class<?>... services) throws IOException {
    Files.writeString(lock, LockText.write(shape(services)));
  }

  private static WireShape read(Path lock) throws IOException {
    return LockText.read(lock.getFileName().toString(), Files.readAllLines(lock));
  }

  private static WireShape shape(Class<?>... services) {
    return ShapeReader.read(ProtoFiles.schema(services));
  }
}
