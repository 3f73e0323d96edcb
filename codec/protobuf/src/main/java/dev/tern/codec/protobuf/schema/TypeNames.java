package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How types are named in the text of one file. */
final class TypeNames {
  private final String own;
  private final Set<String> hiding = new HashSet<>();

  /** @param all the file and those it imports */
  TypeNames(FileDescriptorProto file, List<FileDescriptorProto> all) {
    this.own = file.getPackage().isEmpty() ? "." : "." + file.getPackage() + ".";
    all.forEach(other -> Arrays.stream(other.getPackage().split("\\.")).skip(1).forEach(hiding::add));
    file.getMessageTypeList().forEach(type -> hiding.add(type.getName()));
    file.getEnumTypeList().forEach(type -> hiding.add(type.getName()));
    file.getServiceList().forEach(service -> hiding.add(service.getName()));
  }

  /**
   * A name that means this type everywhere in the file. protoc looks a name's first part up from the inside out, so
   * a full name needs a dot before it if that part may stand for something nearer.
   *
   * @param fullName with a dot before it
   */
  String shortest(String fullName) {
    String local = fullName.startsWith(own) ? fullName.substring(own.length()) : "";
    if (!local.isEmpty() && !local.contains(".")) {
      return local;
    }
    String first = fullName.substring(1, Math.max(1, fullName.indexOf('.', 1)));
    return hiding.contains(first) ? fullName : fullName.substring(1);
  }

  static String scalar(Type type) {
    return type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
  }

  /** The name that JSON has for a field by default: {@code by_name} becomes {@code byName}. */
  static String defaultJson(String field) {
    String[] words = field.split("_", -1);
    return words[0] + Arrays.stream(words).skip(1)
        .map(word -> word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }
}
