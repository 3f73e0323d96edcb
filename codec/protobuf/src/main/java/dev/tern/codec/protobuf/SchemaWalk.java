package dev.tern.codec.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import dev.tern.api.contract.ContractException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds everything that the methods of one file reach: what it must define, and the files it must import. */
final class SchemaWalk {
  private final Set<Named> found = new LinkedHashSet<>();
  private final Map<String, FileDescriptor> imports = new TreeMap<>();
  private final Deque<List<FieldModel>> unread = new ArrayDeque<>();

  SchemaWalk(Collection<MethodSchema> methods) {
    for (MethodSchema method : methods) {
      if (method.request() == null) {
        found.add(new Named.Wrapper(method.method(), true));
        unread.add(method.parameters());
      } else {
        value(method.request());
      }
      if (method.reply() == null) {
        found.add(new Named.Wrapper(method.method(), false));
        unread.add(method.results());
      } else {
        value(method.reply());
      }
      method.errors().forEach(error -> value(new Value.Message(error)));
    }
    while (!unread.isEmpty()) {
      unread.remove().forEach(field -> shape(field.shape()));
    }
  }

  /** What the file defines. */
  Set<Named> found() {
    return found;
  }

  /** What it imports, by file name. */
  Map<String, FileDescriptor> imports() {
    return imports;
  }

  private void shape(Shape shape) {
    if (shape instanceof Shape.Single single) {
      value(single.value());
    } else if (shape instanceof Shape.Repeated repeated) {
      value(repeated.element());
    } else if (shape instanceof Shape.Mapped mapped) {
      value(mapped.key());
      value(mapped.value());
    }
  }

  private void value(Value value) {
    if (value instanceof Value.Message message) {
      if (found.add(new Named.Message(message.model()))) {
        unread.add(message.model().fields());
      }
    } else if (value instanceof Value.Oneof oneof) {
      if (found.add(new Named.Oneof(oneof.model()))) {
        oneof.model().cases().forEach(one -> value(new Value.Message(one.message())));
      }
    } else if (value instanceof Value.Enumeration enumeration) {
      found.add(new Named.Enumeration(enumeration.type()));
    } else if (value instanceof Value.Box box) {
      if (found.add(new Named.Box(box.content()))) {
        shape(box.content());
      }
    } else if (value instanceof Value.Generated generated) {
      include(fileOf(generated.type()));
    } else if (value instanceof Value.Timestamp) {
      include(TimestampProto.getDescriptor());
    } else if (value instanceof Value.Span) {
      include(DurationProto.getDescriptor());
    }
  }

  private void include(FileDescriptor file) {
    imports.put(file.getName(), file);
  }

  private static FileDescriptor fileOf(GeneratedType type) {
    return messageOf(type).getDescriptorForType().getFile();
  }

  /** @throws ContractException for a message of the lite runtime, which knows its wire but not its description */
  static Message messageOf(GeneratedType type) {
    if (type.defaultInstance() instanceof Message message) {
      return message;
    }
    throw new ContractException(type.defaultInstance().getClass().getName() + " is generated for the lite runtime and "
        + "carries no description. Generate it without \"lite\" where services are described.");
  }

  /** A file after all that it imports, each once. */
  static void addWithImports(FileDescriptor file, Map<String, FileDescriptorProto> files) {
    if (!files.containsKey(file.getName())) {
      file.getDependencies().forEach(dependency -> addWithImports(dependency, files));
      files.put(file.getName(), file.toProto());
    }
  }
}
