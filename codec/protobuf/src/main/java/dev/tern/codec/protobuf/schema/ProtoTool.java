package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.tern.codec.protobuf.ProtoSchema;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code .proto} files and locks, and checks locks, from the command line. On the class path it needs the
 * interfaces and what their types use.
 *
 * <pre>
 * java -cp ... dev.tern.codec.protobuf.schema.ProtoTool export --out=DIRECTORY INTERFACE...
 * java -cp ... dev.tern.codec.protobuf.schema.ProtoTool lock --file=LOCK [--accept-breaks] INTERFACE...
 * java -cp ... dev.tern.codec.protobuf.schema.ProtoTool check --file=LOCK INTERFACE...
 * </pre>
 *
 * <p>Exit code 0: done, and nothing breaks; 1: the wire would break, all breaks are told; 2: it could not be tried.
 */
public final class ProtoTool {
  private static final String USAGE = """
      Usage: ProtoTool export --out=DIRECTORY INTERFACE...
             ProtoTool lock --file=LOCK [--accept-breaks] INTERFACE...
             ProtoTool check --file=LOCK INTERFACE...
        export  writes .proto files for clients in other languages
        lock    writes what is on the wire into a file for version control; refuses what breaks the one before
        check   tells what breaks the wire that a lock holds: exit code 1
        INTERFACE is a class on the class path, such as demo.UserService; a nested one: demo.Demo$UserService""";

  private static final int DONE = 0;
  private static final int BROKEN = 1;
  private static final int UNUSABLE = 2;

  private final PrintStream out;
  private final PrintStream err;

  ProtoTool(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs one command, and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(new ProtoTool(System.out, System.err).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    try {
      Request request = Request.of(arguments);
      return switch (request.command()) {
        case "export" -> export(request);
        case "lock" -> lock(request);
        default -> check(request);
      };
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.println(USAGE);
      return UNUSABLE;
    } catch (WireBreakException e) {
      err.println(e.getMessage());
      return BROKEN;
    } catch (IllegalArgumentException e) { // a ContractException too
      err.println(e.getMessage());
      return UNUSABLE;
    } catch (NoSuchFileException e) {
      err.println("No lock " + e.getFile() + ". Write it first: ProtoTool lock --file=" + e.getFile()
          + " INTERFACE...");
      return UNUSABLE;
    } catch (IOException e) {
      err.println("Cannot read or write: " + e);
      return UNUSABLE;
    }
  }

  private int export(Request request) throws IOException {
    ProtoSchema schema = ProtoFiles.schema(request.services());
    for (Map.Entry<String, String> file : ProtoFiles.of(schema).entrySet()) {
      Path path = request.path().resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
      out.println("Wrote " + path);
    }
    schema.files().stream().map(FileDescriptorProto::getName)
        .filter(name -> !schema.described().contains(name) && !name.startsWith("google/protobuf/"))
        .forEach(name -> out.println("Imported: " + name + ", whose source exists: tell protoc its folder with -I"));
    return DONE;
  }

  private int lock(Request request) throws IOException {
    if (Files.exists(request.path()) && !request.acceptBreaks()) {
      try {
        ProtoLock.check(request.path(), request.services());
      } catch (WireBreakException e) {
        err.println(e.getMessage());
        err.println("The lock was left as it is. If no old peer is left, write it with --accept-breaks.");
        return BROKEN;
      }
    }
    ProtoLock.write(request.path(), request.services());
    out.println("Wrote " + request.path());
    return DONE;
  }

  private int check(Request request) throws IOException {
    List<String> additions = ProtoLock.check(request.path(), request.services());
    additions.forEach(addition -> out.println("New: " + addition));
    out.println("Nothing breaks the wire of " + request.path()
        + (additions.isEmpty() ? "." : ". Write the lock again to hold what is new: ProtoTool lock."));
    return DONE;
  }

  /** What the command line says. */
  private record Request(String command, Path path, boolean acceptBreaks, Class<?>[] services) {
    static Request of(List<String> arguments) {
      if (arguments.isEmpty()) {
        throw new UsageException("Say what to do.");
      }
      String command = arguments.get(0);
      String option = switch (command) {
        case "export" -> "--out=";
        case "lock", "check" -> "--file=";
        default -> throw new UsageException("Unknown command \"" + command + "\". Known: check, export, lock.");
      };
      Path path = null;
      boolean acceptBreaks = false;
      List<Class<?>> services = new ArrayList<>();
      for (String argument : arguments.subList(1, arguments.size())) {
        if (argument.startsWith(option) && argument.length() > option.length()) {
          path = Path.of(argument.substring(option.length()));
        } else if (argument.equals("--accept-breaks") && command.equals("lock")) {
          acceptBreaks = true;
        } else if (argument.startsWith("-")) {
          throw new UsageException("Unknown option \"" + argument + "\" of " + command + ".");
        } else {
          services.add(load(argument));
        }
      }
      if (path == null || services.isEmpty()) {
        throw new UsageException(path == null ? "Option " + option + " is missing." : "Name at least one interface.");
      }
      return new Request(command, path, acceptBreaks, services.toArray(Class<?>[]::new));
    }

    private static Class<?> load(String name) {
      try {
        return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        throw new UsageException("Cannot load " + name + " (" + e + "). Is it on the class path, with all it uses?");
      }
    }
  }

  /** The command line makes no sense. */
  private static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }
}
