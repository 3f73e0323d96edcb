package dev.tern.cluster.journal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory, of which each knows what is on the disk and what only in the hands of the system. Writes down
 * what it is asked, and fails where it is told to.
 */
final class FakeDisk implements Disk {
  private final Map<Path, byte[]> files = new HashMap<>();
  private final Map<Path, Integer> synced = new HashMap<>();
  private final Set<Path> locked = new HashSet<>();
  final List<String> asked = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();
  private final List<Consumer<Path[]>> renames = new ArrayList<>();
  /** Thrown by the operation {@link #errorOn}. */
  @Nullable Error error;
  String errorOn = "append";
  /** Bytes that an append still takes before the disk is full. */
  long room = Long.MAX_VALUE / 2;

  /** Lets every operation of that name fail from now on; none if it is empty. */
  void fail(String... operations) {
    broken.clear();
    broken.addAll(List.of(operations));
  }

  private void ask(String operation, Path file) throws IOException {
    asked.add(operation + " " + file.getFileName());
    if (error != null && operation.equals(errorOn)) {
      throw error;
    }
    if (broken.contains(operation)) {
      throw new IOException(operation + " failed");
    }
  }

  byte[] bytes(Path file) {
    return files.getOrDefault(file, new byte[0]);
  }

  void put(Path file, byte[] bytes) {
    files.put(file, bytes);
    synced.put(file, bytes.length);
  }

  boolean has(Path file) {
    return files.containsKey(file);
  }

  /** A disk as it is found after its machine has lost power: only what was synced is there. */
  FakeDisk afterPowerLoss() {
    FakeDisk found = new FakeDisk();
    files.forEach((file, bytes) -> found.put(file, Arrays.copyOf(bytes, synced.getOrDefault(file, 0))));
    return found;
  }

  /** A disk as it is found after the process was killed: the system has all that it was given. */
  FakeDisk afterKill() {
    FakeDisk found = new FakeDisk();
    files.forEach(found::put);
    return found;
  }

  @Override
  public void makeDirectory(Path directory) {}

  @Override
  public Closeable lock(Path file) throws IOException {
    if (!locked.add(file)) {
      throw new IOException("held");
    }
    return () -> locked.remove(file);
  }

  @Override
  public byte @Nullable [] read(Path file) {
    return files.get(file);
  }

  @Override
  public Log open(Path file) throws IOException {
    ask("open", file);
    files.putIfAbsent(file, new byte[0]);
    Path[] name = {file};
    return new Log() {
      @Override
      public void append(byte[] bytes, int length) throws IOException {
        ByteArrayOutputStream grown = new ByteArrayOutputStream();
        grown.writeBytes(files.get(name[0]));
        int taken = (int) Math.min(length, room);
        grown.write(bytes, 0, taken);
        files.put(name[0], grown.toByteArray());
        room -= taken;
        ask("append", name[0]);
        if (taken < length) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void sync() throws IOException {
        ask("sync", name[0]);
        synced.put(name[0], files.get(name[0]).length);
      }

      @Override
      public void truncate(long size) throws IOException {
        ask("truncate", name[0]);
        room += files.get(name[0]).length - size;
        files.put(name[0], Arrays.copyOf(files.get(name[0]), (int) size));
        synced.merge(name[0], (int) size, Math::min);
      }

      @Override
      public void close() {}

      {
        renames.add(moved -> {
          if (moved[0].equals(name[0])) {
            name[0] = moved[1];
          }
        });
      }
    };
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    ask("replace", to);
    files.put(to, files.remove(from));
    synced.put(to, synced.getOrDefault(from, 0));
    synced.remove(from);
    renames.forEach(each -> each.accept(new Path[] {from, to}));
  }

  @Override
  public void delete(Path file) throws IOException {
    ask("delete", file);
    files.remove(file);
    synced.remove(file);
  }
}
