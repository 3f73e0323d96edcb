package dev.tern.core.standard;

import dev.tern.core.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a {@code google.protobuf.FileDescriptorProto} of proto3, for the few files that core itself describes. Not safe
 * for many threads.
 */
final class FileDescription {
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 3;

  private final String protoPackage;
  private final WireWriter file = new WireWriter();

  FileDescription(String name, String protoPackage) {
    this.protoPackage = protoPackage;
    file.text(1, name).text(2, protoPackage);
  }

  FileDescription add(Message message) {
    file.bytes(4, message.toBytes());
    return this;
  }

  FileDescription add(Service service) {
    file.message(6, service.description);
    return this;
  }

  byte[] toBytes() {
    return file.text(12, "proto3").toByteArray();
  }

  Message message(String name) {
    return new Message(name);
  }

  Service service(String name) {
    return new Service(name);
  }

  private String typeName(String simple) {
    return "." + protoPackage + "." + simple;
  }

  /** What a field holds. */
  enum Kind {
    INT32(5), STRING(9), BYTES(12);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** A {@code DescriptorProto}. */
  final class Message {
    private static final int MESSAGE_TYPE = 11;
    private static final int ENUM_TYPE = 14;

    private final String name;
    private final List<WireWriter> fields = new ArrayList<>();
    private final List<byte[]> nested = new ArrayList<>();
    private final List<WireWriter> enums = new ArrayList<>();
    private String oneof = "";
    private boolean mapEntry;

    private Message(String name) {
      this.name = name;
    }

    Message field(String fieldName, int number, Kind kind) {
      fields.add(field(fieldName, number, OPTIONAL).number(5, kind.number));
      return this;
    }

    Message repeated(String fieldName, int number, Kind kind) {
      fields.add(field(fieldName, number, REPEATED).number(5, kind.number));
      return this;
    }

    /** @param type within the package, such as {@code Outer.Inner} */
    Message field(String fieldName, int number, String type) {
      fields.add(field(fieldName, number, OPTIONAL).number(5, MESSAGE_TYPE).text(6, typeName(type)));
      return this;
    }

    Message repeated(String fieldName, int number, String type) {
      fields.add(field(fieldName, number, REPEATED).number(5, MESSAGE_TYPE).text(6, typeName(type)));
      return this;
    }

    Message enumField(String fieldName, int number, String type) {
      fields.add(field(fieldName, number, OPTIONAL).number(5, ENUM_TYPE).text(6, typeName(type)));
      return this;
    }

    private static WireWriter field(String fieldName, int number, int label) {
      return new WireWriter().text(1, fieldName).number(3, number).number(4, label);
    }

    /** The field added last, and all after it that say so, exclude each other. */
    Message in(String oneofName) {
      oneof = oneofName;
      fields.get(fields.size() - 1).number(9, 0);
      return this;
    }

    /** @param values numbered from 0 */
    Message nestedEnum(String enumName, String... values) {
      WireWriter type = new WireWriter().text(1, enumName);
      for (int i = 0; i < values.length; i++) {
        type.message(2, new WireWriter().text(1, values[i]).number(2, i));
      }
      enums.add(type);
      return this;
    }

    /** A {@code map} from strings to messages, which the wire knows as a repeated pair. */
    Message map(String fieldName, int number, String entryName, String valueType) {
      Message entry = new Message(entryName).field("key", 1, Kind.STRING).field("value", 2, valueType);
      entry.mapEntry = true;
      nested.add(entry.toBytes());
      return repeated(fieldName, number, name + "." + entryName);
    }

    private byte[] toBytes() {
      WireWriter message = new WireWriter().text(1, name);
      fields.forEach(field -> message.message(2, field));
      nested.forEach(type -> message.bytes(3, type));
      enums.forEach(type -> message.message(4, type));
      if (mapEntry) {
        message.message(7, new WireWriter().number(7, 1));
      }
      if (!oneof.isEmpty()) {
        message.message(8, new WireWriter().text(1, oneof));
      }
      return message.toByteArray();
    }
  }

  /** A {@code ServiceDescriptorProto}. */
  final class Service {
    private final WireWriter description;

    private Service(String name) {
      description = new WireWriter().text(1, name);
    }

    Service unary(String name, String request, String reply) {
      description.message(2, method(name, request, reply));
      return this;
    }

    Service serverStream(String name, String request, String reply) {
      description.message(2, method(name, request, reply).number(6, 1));
      return this;
    }

    Service bidiStream(String name, String request, String reply) {
      description.message(2, method(name, request, reply).number(5, 1).number(6, 1));
      return this;
    }

    private WireWriter method(String name, String request, String reply) {
      return new WireWriter().text(1, name).text(2, typeName(request)).text(3, typeName(reply));
    }
  }
}
