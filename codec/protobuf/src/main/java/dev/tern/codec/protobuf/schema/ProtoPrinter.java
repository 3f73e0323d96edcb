package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints the file of a described package as {@code .proto} text. Not for files of others, which may hold anything. */
final class ProtoPrinter {
  private static final int LONGEST_LINE = 120;

  private final FileDescriptorProto file;
  private final TypeNames types;
  private final Map<List<Integer>, String> comments = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private ProtoPrinter(FileDescriptorProto file, List<FileDescriptorProto> all) {
    this.file = file;
    this.types = new TypeNames(file, all);
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      comments.put(location.getPathList(), location.getLeadingComments().strip());
    }
  }

  /** @param all the file and those it imports */
  static String print(FileDescriptorProto file, List<FileDescriptorProto> all) {
    return new ProtoPrinter(file, all).print();
  }

  private String print() {
    line(0, "// Made from Java interfaces: change those, then export again.");
    line(0, "syntax = \"proto3\";");
    if (file.hasPackage()) {
      blank();
      line(0, "package " + file.getPackage() + ";");
    }
    if (file.getDependencyCount() > 0) {
      blank();
      file.getDependencyList().forEach(name -> line(0, "import " + quoted(name) + ";"));
    }
    for (int i = 0; i < file.getServiceCount(); i++) {
      service(file.getService(i), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i));
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      message(file.getMessageType(i), List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      enumeration(file.getEnumType(i), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
    }
    return text.toString();
  }

  private void service(ServiceDescriptorProto service, List<Integer> path) {
    blank();
    comment(0, path);
    line(0, "service " + service.getName() + " {");
    for (int i = 0; i < service.getMethodCount(); i++) {
      MethodDescriptorProto method = service.getMethod(i);
      comment(1, then(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
      String head = "rpc " + method.getName() + "(" + (method.getClientStreaming() ? "stream " : "")
          + types.shortest(method.getInputType()) + ") returns (" + (method.getServerStreaming() ? "stream " : "")
          + types.shortest(method.getOutputType()) + ")";
      if (method.hasOptions()) {
        line(1, head + " {");
        line(2, "option idempotency_level = " + method.getOptions().getIdempotencyLevel() + ";");
        line(1, "}");
      } else {
        line(1, head + ";");
      }
    }
    line(0, "}");
  }

  private void message(DescriptorProto message, List<Integer> path) {
    blank();
    comment(0, path);
    boolean empty = message.getFieldCount() + message.getReservedRangeCount() + message.getReservedNameCount() == 0;
    line(0, "message " + message.getName() + (empty ? " {}" : " {"));
    reserved(message.getReservedRangeList().stream().map(ProtoPrinter::range).toList(), message.getReservedNameList());
    int oneof = -1;
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      int inside = field.hasOneofIndex() && !field.getProto3Optional() ? field.getOneofIndex() : -1;
      if (oneof != -1 && inside != oneof) {
        line(1, "}");
      }
      if (inside != -1 && inside != oneof) {
        line(1, "oneof " + message.getOneofDecl(inside).getName() + " {");
      }
      oneof = inside;
      int indent = oneof == -1 ? 1 : 2;
      comment(indent, then(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
      line(indent, field(field, message));
    }
    if (oneof != -1) {
      line(1, "}");
    }
    if (!empty) {
      line(0, "}");
    }
  }

  private String field(FieldDescriptorProto field, DescriptorProto message) {
    DescriptorProto entry = message.getNestedTypeList().stream()
        .filter(nested -> field.getTypeName().endsWith("." + message.getName() + "." + nested.getName()))
        .findFirst().orElse(null);
    String type;
    if (entry != null) {
      type = "map<" + type(entry.getField(0)) + ", " + type(entry.getField(1)) + ">";
    } else {
      type = (field.getLabel() == Label.LABEL_REPEATED ? "repeated " : field.getProto3Optional() ? "optional " : "")
          + type(field);
    }
    String json = field.getJsonName().equals(TypeNames.defaultJson(field.getName())) ? ""
        : " [json_name = " + quoted(field.getJsonName()) + "]";
    return type + " " + field.getName() + " = " + field.getNumber() + json + ";";
  }

  private String type(FieldDescriptorProto field) {
    return field.hasTypeName() ? types.shortest(field.getTypeName()) : TypeNames.scalar(field.getType());
  }

  private void enumeration(EnumDescriptorProto type, List<Integer> path) {
    blank();
    comment(0, path);
    line(0, "enum " + type.getName() + " {");
    reserved(type.getReservedRangeList().stream().map(ProtoPrinter::range).toList(), type.getReservedNameList());
    for (EnumValueDescriptorProto value : type.getValueList()) {
      line(1, value.getName() + " = " + value.getNumber() + ";");
    }
    line(0, "}");
  }

  private void reserved(List<String> ranges, List<String> names) {
    if (!ranges.isEmpty()) {
      line(1, "reserved " + String.join(", ", ranges) + ";");
    }
    if (!names.isEmpty()) {
      line(1, "reserved " + names.stream().map(ProtoPrinter::quoted).collect(Collectors.joining(", ")) + ";");
    }
  }

  /** The end of a message's range is the number after it, that of an enum's is in it. */
  private static String range(ReservedRange range) {
    return range(range.getStart(), range.getEnd() - 1);
  }

  private static String range(EnumReservedRange range) {
    return range(range.getStart(), range.getEnd());
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + " to " + last;
  }

  private void comment(int indent, List<Integer> path) {
    String comment = comments.get(path);
    if (comment == null) {
      return;
    }
    StringBuilder line = new StringBuilder("//");
    for (String word : comment.split("\\s+")) {
      if (line.length() + word.length() + 2 * indent >= LONGEST_LINE) {
        line(indent, line.toString());
        line = new StringBuilder("//");
      }
      line.append(' ').append(word);
    }
    line(indent, line.toString());
  }

  private static List<Integer> then(List<Integer> path, int... more) {
    List<Integer> longer = new ArrayList<>(path);
    IntStream.of(more).forEach(longer::add);
    return longer;
  }

  /** Names need no escapes: neither Java nor Protobuf allows a quote or backslash in one. */
  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private void blank() {
    text.append('\n');
  }

  private void line(int indent, String line) {
    text.append("  ".repeat(indent)).append(line).append('\n');
  }
}
