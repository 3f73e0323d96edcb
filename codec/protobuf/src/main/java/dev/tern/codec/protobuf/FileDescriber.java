package dev.tern.codec.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ReservedFields;
import dev.tern.api.contract.ServiceContract;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes the services of one Protobuf package in one file, with everything they reach. */
final class FileDescriber {
  private final String protoPackage;
  private final Map<String, List<MethodSchema>> services = new TreeMap<>();
  private final SchemaWalk walk;
  private final Map<Named, String> names;
  private final Set<String> symbols = new HashSet<>();
  private final Map<String, String> forms = new TreeMap<>();
  private final Set<String> wrappers = new HashSet<>();
  private final Map<String, Map<String, String>> errors = new TreeMap<>();
  private final SourceCodeInfo.Builder comments = SourceCodeInfo.newBuilder();

  /** @param protoPackage empty for services without one */
  FileDescriber(String protoPackage, Collection<ServiceContract> contracts) {
    this.protoPackage = protoPackage;
    Map<MessageType, MessageModel> models = new HashMap<>();
    Map<Type, OneofModel> oneofs = new HashMap<>();
    for (ServiceContract service : contracts) {
      WrapperNames claims = new WrapperNames();
      service.methods().forEach(claims::claim);
      services.put(service.id().name(),
          service.methods().stream().map(method -> MethodSchema.of(method, models, oneofs)).toList());
    }
    walk = new SchemaWalk(services.values().stream().flatMap(List::stream).toList());
    services.keySet().forEach(name -> symbols.add(simple(name)));
    imports().forEach(file -> addSymbols(file));
    names = new NameBook(Set.copyOf(symbols)).assign(walk.found());
    symbols.addAll(names.values());
  }

  /** Files that it needs beside it. */
  Collection<FileDescriptor> imports() {
    return walk.imports().values();
  }

  private void addSymbols(FileDescriptor file) {
    if (file.getPackage().equals(protoPackage)) {
      file.getMessageTypes().forEach(type -> symbols.add(type.getName()));
      file.getServices().forEach(service -> symbols.add(service.getName()));
      file.getEnumTypes().forEach(type -> {
        symbols.add(type.getName());
        type.getValues().forEach(value -> symbols.add(value.getName()));
      });
    }
    file.getDependencies().forEach(this::addSymbols);
  }

  ProtoSchema describe(String fileName) {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder().setName(fileName).setSyntax("proto3");
    if (!protoPackage.isEmpty()) {
      file.setPackage(protoPackage);
    }
    walk.imports().keySet().forEach(file::addDependency);
    services.forEach((name, methods) -> file.addService(service(name, methods, file.getServiceCount())));
    Map<String, Named> byName = new TreeMap<>();
    names.forEach((named, name) -> byName.put(name, named));
    EnumDescriber enums = new EnumDescriber(symbols);
    byName.forEach((name, named) -> {
      if (named instanceof Named.Enumeration enumeration) {
        file.addEnumType(enums.describe(name, enumeration.type()));
      } else {
        file.addMessageType(message(name, named, file.getMessageTypeCount()));
      }
    });
    file.setSourceCodeInfo(comments);
    return new ProtoSchema(List.of(file.build()), Set.of(fileName), wrappers, forms, errors);
  }

  private ServiceDescriptorProto service(String name, List<MethodSchema> methods, int index) {
    ServiceDescriptorProto.Builder service = ServiceDescriptorProto.newBuilder().setName(simple(name));
    for (MethodSchema schema : methods) {
      MethodContract method = schema.method();
      MethodDescriptorProto.Builder described = MethodDescriptorProto.newBuilder().setName(method.name())
          .setInputType("." + type(schema.request(), new Named.Wrapper(method, true)))
          .setOutputType("." + type(schema.reply(), new Named.Wrapper(method, false)));
      if (method.kind().streamsRequests()) {
        described.setClientStreaming(true);
      }
      if (method.kind().streamsReplies()) {
        described.setServerStreaming(true);
      }
      if (method.idempotent()) {
        described.setOptions(MethodOptions.newBuilder().setIdempotencyLevel(IdempotencyLevel.IDEMPOTENT));
      }
      if (!schema.errors().isEmpty()) {
        comment(errors(schema), FileDescriptorProto.SERVICE_FIELD_NUMBER, index,
            ServiceDescriptorProto.METHOD_FIELD_NUMBER, service.getMethodCount());
      }
      service.addMethod(described);
    }
    return service.build();
  }

  private String type(@Nullable Value message, Named wrapper) {
    return message == null ? fullName(wrapper) : MessageDescriber.typeName(message, this::fullName);
  }

  private String errors(MethodSchema method) {
    Map<String, String> declared = new TreeMap<>();
    for (MessageModel error : method.errors()) {
      declared.put(error.type().wireName(), fullName(new Named.Message(error)));
    }
    errors.put(method.method().fullName(), declared);
    List<String> texts = new ArrayList<>();
    declared.forEach((wireName, message) -> texts.add(simple(message) + " (" + wireName + ")"));
    return "Fails with " + String.join(", ", texts) + ".";
  }

  private DescriptorProto message(String name, Named named, int index) {
    MessageDescriber describer = new MessageDescriber(fullName(named), this::fullName, forms);
    describer.reserve(reserved(named));
    if (named instanceof Named.Oneof oneof) {
      return describer.describe(oneof.model());
    }
    List<FieldModel> fields = fields(named);
    if (named instanceof Named.Wrapper wrapper) {
      wrappers.add(fullName(named));
      MethodContract method = wrapper.method();
      comment((wrapper.isRequest() ? "Parameters of " : "Reply of ") + simple(method.service().name()) + "."
          + method.name() + ".", FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index);
    } else if (named instanceof Named.Message message && message.model().type().kind() == MessageType.Kind.EXCEPTION) {
      comment("Declared error " + message.model().type().wireName() + ".",
          FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index);
    }
    for (int i = 0; i < fields.size(); i++) {
      String comment = Notes.comment(fields.get(i).shape());
      if (!comment.isEmpty()) {
        comment(comment, FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index, DescriptorProto.FIELD_FIELD_NUMBER, i);
      }
    }
    return describer.describe(fields);
  }

  private ReservedFields reserved(Named named) {
    if (named instanceof Named.Message message) {
      return message.model().type().reserved();
    }
    if (named instanceof Named.Oneof oneof) {
      Type type = oneof.model().type();
      return services.values().stream().flatMap(List::stream).map(schema -> schema.method().types())
          .filter(types -> types.supertypes().contains(type)).findFirst().orElseThrow().reserved(type);
    }
    return named instanceof Named.Wrapper wrapper && wrapper.isRequest() ? wrapper.method().reserved()
        : new ReservedFields(new TreeSet<>(), new TreeSet<>());
  }

  private List<FieldModel> fields(Named named) {
    if (named instanceof Named.Message message) {
      return message.model().fields();
    }
    if (named instanceof Named.Box box) {
      String field = box.content() instanceof Shape.Mapped ? "entries"
          : box.content() instanceof Shape.Repeated ? "values" : "value";
      return List.of(new FieldModel(field, Value.Box.NUMBER, 0, box.content()));
    }
    Named.Wrapper wrapper = (Named.Wrapper) named;
    Function<MethodSchema, List<FieldModel>> fields =
        wrapper.isRequest() ? MethodSchema::parameters : MethodSchema::results;
    return services.get(wrapper.method().service().name()).stream()
        .filter(method -> method.method() == wrapper.method()).map(fields).findFirst().orElseThrow();
  }

  private String fullName(Named named) {
    String name = names.get(named);
    return protoPackage.isEmpty() ? name : protoPackage + "." + name;
  }

  private void comment(String text, int... path) {
    SourceCodeInfo.Location.Builder location = comments.addLocationBuilder().setLeadingComments(" " + text + "\n");
    for (int step : path) {
      location.addPath(step);
    }
    location.addAllSpan(List.of(0, 0, 0)); // nowhere: there is no source
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
