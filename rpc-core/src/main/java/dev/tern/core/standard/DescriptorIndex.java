package dev.tern.core.standard;

import dev.tern.core.wire.WireReader;
import dev.tern.core.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds descriptors by what stands in them: files, and the names and extensions that each declares. What reflection
 * sends of a file is prepared: the file itself and then, once each, all that it imports. Immutable once made.
 */
final class DescriptorIndex {
  private static final int SET_FILE = 1;
  private static final int FILE_NAME = 1;
  private static final int FILE_PACKAGE = 2;
  private static final int FILE_IMPORT = 3;
  private static final int FILE_MESSAGE = 4;
  private static final int FILE_ENUM = 5;
  private static final int FILE_SERVICE = 6;
  private static final int FILE_EXTENSION = 7;
  private static final int NAME = 1;
  private static final int MESSAGE_NESTED = 3;
  private static final int MESSAGE_ENUM = 4;
  private static final int MESSAGE_EXTENSION = 6;
  private static final int SERVICE_METHOD = 2;
  private static final int EXTENSION_OF = 2;
  private static final int EXTENSION_NUMBER = 3;
  private static final int RESPONSE_FILE = 1;

  private final Map<String, File> files = new HashMap<>();
  private final Map<String, String> fileOfSymbol = new HashMap<>();
  private final Map<String, SortedMap<Integer, String>> extensions = new HashMap<>();
  private final Set<String> messages = new HashSet<>();
  private final Map<String, byte[]> responses = new HashMap<>();

  /**
   * @param sets each a {@code google.protobuf.FileDescriptorSet}; of two files with one name the first stands
   * @throws dev.tern.core.wire.MalformedMessageException if one is none
   */
  DescriptorIndex(List<byte[]> sets) {
    for (byte[] set : sets) {
      WireReader reader = new WireReader(set);
      while (reader.next()) {
        if (reader.isBytes(SET_FILE)) {
          add(reader.bytes(), reader.message());
        }
      }
    }
    files.keySet().forEach(name -> responses.put(name, withImports(name)));
  }

  private record File(byte[] bytes, List<String> imports) {}

  private void add(byte[] bytes, WireReader scan) {
    String name = "";
    String prefix = "";
    List<String> imports = new ArrayList<>();
    while (scan.next()) { // once through for these: fields may stand in any order
      if (scan.isBytes(FILE_NAME)) {
        name = scan.text();
      } else if (scan.isBytes(FILE_PACKAGE)) {
        prefix = scan.text() + ".";
      } else if (scan.isBytes(FILE_IMPORT)) {
        imports.add(scan.text());
      }
    }
    if (files.putIfAbsent(name, new File(bytes, List.copyOf(imports))) != null) {
      return;
    }
    WireReader file = new WireReader(bytes);
    while (file.next()) {
      if (file.isBytes(FILE_MESSAGE)) {
        addMessage(name, prefix, file.message());
      } else if (file.isBytes(FILE_ENUM)) {
        addSymbol(name, prefix + nameOf(file.message()));
      } else if (file.isBytes(FILE_SERVICE)) {
        addService(name, prefix, file.message());
      } else if (file.isBytes(FILE_EXTENSION)) {
        addExtension(name, prefix, file.message());
      }
    }
  }

  private void addMessage(String file, String prefix, WireReader message) {
    String fullName = prefix + nameOf(message.copy());
    addSymbol(file, fullName);
    messages.add(fullName);
    while (message.next()) {
      if (message.isBytes(MESSAGE_NESTED)) {
        addMessage(file, fullName + ".", message.message());
      } else if (message.isBytes(MESSAGE_ENUM)) {
        addSymbol(file, fullName + "." + nameOf(message.message()));
      } else if (message.isBytes(MESSAGE_EXTENSION)) {
        addExtension(file, fullName + ".", message.message());
      }
    }
  }

  private void addService(String file, String prefix, WireReader service) {
    String fullName = prefix + nameOf(service.copy());
    addSymbol(file, fullName);
    while (service.next()) {
      if (service.isBytes(SERVICE_METHOD)) {
        addSymbol(file, fullName + "." + nameOf(service.message()));
      }
    }
  }

  private void addExtension(String file, String prefix, WireReader extension) {
    addSymbol(file, prefix + nameOf(extension.copy()));
    String extended = "";
    int number = 0;
    while (extension.next()) {
      if (extension.isBytes(EXTENSION_OF)) {
        extended = extension.text();
      } else if (extension.isNumber(EXTENSION_NUMBER)) {
        number = (int) extension.number();
      }
    }
    extensions.computeIfAbsent(withoutDot(extended), key -> new TreeMap<>()).putIfAbsent(number, file);
  }

  private void addSymbol(String file, String fullName) {
    fileOfSymbol.putIfAbsent(fullName, file);
  }

  private static String nameOf(WireReader descriptor) {
    String name = "";
    while (descriptor.next()) {
      if (descriptor.isBytes(NAME)) {
        name = descriptor.text();
      }
    }
    return name;
  }

  private byte[] withImports(String name) {
    Set<String> seen = new LinkedHashSet<>(List.of(name));
    Deque<String> left = new ArrayDeque<>(List.of(name));
    WireWriter response = new WireWriter();
    while (!left.isEmpty()) {
      File file = files.get(left.remove());
      if (file != null) { // an import that nobody described: whoever asks has it or does without
        response.bytes(RESPONSE_FILE, file.bytes());
        file.imports().stream().filter(seen::add).forEach(left::add);
      }
    }
    return response.toByteArray();
  }

  private static String withoutDot(String name) {
    return name.startsWith(".") ? name.substring(1) : name;
  }

  /** A {@code FileDescriptorResponse}, null if there is no such file. */
  byte @Nullable [] file(String name) {
    return responses.get(name);
  }

  /** Of the file that declares a service, method, message, enum or extension, by its full name. */
  byte @Nullable [] fileOfSymbol(String fullName) {
    String file = fileOfSymbol.get(withoutDot(fullName));
    return file == null ? null : responses.get(file);
  }

  /** Of the file that declares an extension. */
  byte @Nullable [] fileOfExtension(String extended, int number) {
    String file = extensions.getOrDefault(withoutDot(extended), new TreeMap<>()).get(number);
    return file == null ? null : responses.get(file);
  }

  /** Numbers of all extensions of a message, ascending; null if there is no such message. */
  @Nullable List<Integer> extensionNumbers(String extended) {
    String name = withoutDot(extended);
    SortedMap<Integer, String> known = extensions.get(name);
    if (known != null) {
      return List.copyOf(known.keySet());
    }
    return messages.contains(name) ? List.of() : null;
  }
}
