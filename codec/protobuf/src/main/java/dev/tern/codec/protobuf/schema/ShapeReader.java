package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.tern.codec.protobuf.ProtoSchema;
import dev.tern.codec.protobuf.schema.WireShape.Enumeration;
import dev.tern.codec.protobuf.schema.WireShape.Field;
import dev.tern.codec.protobuf.schema.WireShape.Label;
import dev.tern.codec.protobuf.schema.WireShape.Message;
import dev.tern.codec.protobuf.schema.WireShape.Method;
import dev.tern.codec.protobuf.schema.WireShape.Payload;
import dev.tern.codec.protobuf.schema.WireShape.Range;
import dev.tern.codec.protobuf.schema.WireShape.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the shape of described services, and of all they reach. */
final class ShapeReader {
  private final ProtoSchema schema;
  private final Map<String, Descriptor> unread = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Method>> services = new TreeMap<>();
  private final SortedMap<String, Message> messages = new TreeMap<>();
  private final SortedMap<String, Enumeration> enums = new TreeMap<>();

  private ShapeReader(ProtoSchema schema) {
    this.schema = schema;
  }

  static WireShape read(ProtoSchema schema) {
    return new ShapeReader(schema).read();
  }

  private WireShape read() {
    Map<String, FileDescriptor> files = link();
    schema.described().forEach(name -> files.get(name).getServices().forEach(this::service));
    while (!unread.isEmpty()) {
      String name = unread.keySet().iterator().next();
      messages.put(name, message(unread.remove(name)));
    }
    return new WireShape(services, messages, enums);
  }

  private Map<String, FileDescriptor> link() {
    Map<String, FileDescriptor> files = new HashMap<>();
    for (FileDescriptorProto file : schema.files()) {
      FileDescriptor[] imports = file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      try {
        files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
      } catch (DescriptorValidationException e) {
        throw new IllegalStateException("the description of " + file.getName() + " is no valid one", e);
      }
    }
    return files;
  }

  private void service(ServiceDescriptor service) {
    SortedMap<String, Method> methods = new TreeMap<>();
    for (MethodDescriptor method : service.getMethods()) {
      SortedMap<String, String> errors = new TreeMap<>(
          schema.errors().getOrDefault(service.getFullName() + "/" + method.getName(), Map.of()));
      errors.values().forEach(error -> reach(service.getFile().findMessageTypeByName(WireShape.simple(error))));
      methods.put(method.getName(), new Method(payload(method.isClientStreaming(), method.getInputType()),
          payload(method.isServerStreaming(), method.getOutputType()), errors));
    }
    services.put(service.getFullName(), methods);
  }

  private Payload payload(boolean stream, Descriptor message) {
    reach(message);
    return new Payload(stream, schema.wrappers().contains(message.getFullName()), message.getFullName());
  }

  private void reach(Descriptor message) {
    if (!messages.containsKey(message.getFullName()) && !message.getFullName().startsWith("google.protobuf.")) {
      unread.put(message.getFullName(), message);
    }
  }

  private Message message(Descriptor message) {
    SortedMap<Integer, Field> fields = new TreeMap<>();
    messages.put(message.getFullName(), new Message(fields, new TreeSet<>())); // it may contain itself
    message.getFields().forEach(field -> fields.put(field.getNumber(), field(field)));
    TreeSet<Range> reserved = new TreeSet<>();
    message.toProto().getReservedRangeList()
        .forEach(range -> reserved.add(new Range(range.getStart(), range.getEnd() - 1)));
    return new Message(fields, reserved);
  }

  private Field field(FieldDescriptor field) {
    boolean ours = schema.described().contains(field.getFile().getName());
    String name = ours ? field.getJsonName() : field.getName();
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return new Field(Label.REPEATED,
          new Type.Mapped(type(entry.findFieldByNumber(1)), type(entry.findFieldByNumber(2))), name);
    }
    return new Field(label(field), type(field), name);
  }

  private static Label label(FieldDescriptor field) {
    if (field.isRepeated()) {
      return Label.REPEATED;
    }
    if (field.isRequired()) {
      return Label.REQUIRED;
    }
    if (field.getRealContainingOneof() != null) {
      return Label.ONEOF;
    }
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE; // may be absent anyway
    return field.hasPresence() && !message ? Label.OPTIONAL : Label.SINGLE;
  }

  private Type.One type(FieldDescriptor field) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      reach(field.getMessageType());
      return new Type.One(field.getMessageType().getFullName(), "");
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
      enums.computeIfAbsent(field.getEnumType().getFullName(), name -> enumeration(field.getEnumType()));
      return new Type.One(field.getEnumType().getFullName(), "");
    }
    return new Type.One(TypeNames.scalar(field.toProto().getType()),
        schema.forms().getOrDefault(field.getFullName(), ""));
  }

  private static Enumeration enumeration(EnumDescriptor type) {
    SortedMap<Integer, String> values = new TreeMap<>();
    type.getValues().forEach(value -> values.putIfAbsent(value.getNumber(), value.getName())); // the first of aliases
    TreeSet<Range> reserved = new TreeSet<>();
    type.toProto().getReservedRangeList().forEach(range -> reserved.add(new Range(range.getStart(), range.getEnd())));
    return new Enumeration(values, reserved);
  }
}
