package dev.tern.codec.protobuf;

import static java.lang.invoke.MethodType.methodType;
import static java.util.Objects.requireNonNull;

import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ParameterContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Protobuf for plain Java types and generated messages alike. A type is prepared once, however many methods carry
 * it.
 */
final class ProtobufCodec implements Codec {
  private static final MethodHandle LIST_GET;

  static {
    try {
      LIST_GET = MethodHandles.publicLookup().findVirtual(List.class, "get", methodType(Object.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Guards what preparing methods share. */
  private final Object preparing = new Object();

  private final WrapperNames names = new WrapperNames();
  private Map<MessageType, MessageModel> models = Map.of();
  private Map<Type, OneofModel> oneofs = Map.of();
  private Map<MessageModel, MessageMapping> mappings = Map.of();
  private final Compilation compilation;

  /** For what happens when all is prepared: types are compiled later, or never. */
  private final FieldWriters writersForLater = new FieldWriters(this::known);

  ProtobufCodec() {
    this(Compilation.onceWarm());
  }

  ProtobufCodec(Compilation compilation) {
    this.compilation = compilation;
  }

  @Override
  public String name() {
    return ProtobufCodecFactory.NAME;
  }

  @Override
  public String contentSubtype() {
    return "proto";
  }

  @Override
  public MethodCodec prepare(MethodContract method) {
    synchronized (preparing) {
      return new Preparation(method).run();
    }
  }

  @Override
  public Optional<byte[]> describe(List<ServiceContract> services) {
    return Optional.of(ProtoSchema.of(services).fileSet().toByteArray());
  }

  /** Of a type that was prepared. */
  private MessageMapping known(MessageModel model) {
    synchronized (preparing) {
      return requireNonNull(mappings.get(model), model::name);
    }
  }

  /** Of all types so far. */
  Collection<MessageMapping> mappings() {
    synchronized (preparing) {
      return mappings.values();
    }
  }

  /** Of one method. What it adds counts only if all of it works. */
  private final class Preparation {
    private final MethodContract method;
    private final Map<MessageType, MessageModel> allModels = new HashMap<>(models);
    private final Map<Type, OneofModel> allOneofs = new HashMap<>(oneofs);
    private final Map<MessageModel, MessageMapping> allMappings = new HashMap<>(mappings);
    private final ModelReader reader;
    private final FieldWriters writers = new FieldWriters(this::mapping);
    private final FieldReaders readers = new FieldReaders(this::mapping);

    Preparation(MethodContract method) {
      this.method = method;
      this.reader = new ModelReader(method, allModels, allOneofs);
    }

    MethodCodec run() {
      MessageCodec<List<@Nullable Object>> arguments;
      if (method.requestIsParameter()) {
        ParameterContract parameter = method.parameters().get(0);
        Value message = reader.message(parameter.type(), "parameter " + parameter.name());
        arguments = new MessageCodecs.MessageArgument(method, content(message));
      } else {
        arguments = new MessageCodecs.WrappedArguments(method, request());
      }
      MessageCodec<@Nullable Object> reply = new MessageCodecs.ReplyCodec(method, reply(), method.replyIsMessage());
      Map<String, MessageCodec<Throwable>> errors = errors();
      names.claim(method);
      models = allModels;
      oneofs = allOneofs;
      mappings = allMappings;
      return new MethodCodec(arguments, reply, errors);
    }

    private Map<String, MessageCodec<Throwable>> errors() {
      Map<String, MessageCodec<Throwable>> errors = new HashMap<>();
      for (MessageType error : method.types().errors()) {
        MessageModel model = reader.error(error);
        errors.put(error.wireName(), new MessageCodecs.ErrorCodec(method, mapping(model), model.name()));
      }
      return errors;
    }

    private Content reply() {
      if (method.replyType() == void.class) {
        return new Contents.Nothing(readers.all(WrapperNames.response(method), List.of()));
      }
      if (method.replyIsMessage()) {
        return content(reader.message(method.replyType(), "the reply"));
      }
      List<FieldModel> fields = List.of(reader.reply());
      MethodHandle writer = writers.all(fields, field -> argument(MethodHandles.identity(Object.class), field));
      return new Contents.Response(writer, readers.all(WrapperNames.response(method), fields));
    }

    private Content request() {
      List<FieldModel> fields = new ArrayList<>(reader.request());
      fields.sort(Comparator.comparingInt(FieldModel::number));
      MethodHandle writer = fields.isEmpty() ? writers.nothing(List.class)
          : writers.all(fields, field -> argument(MethodHandles.insertArguments(LIST_GET, 1, field.slot()), field));
      return new Contents.Request(writer, readers.all(WrapperNames.request(method), fields));
    }

    /** A primitive may be null only by mistake: the caller then went around the interface. */
    private MethodHandle argument(MethodHandle get, FieldModel field) {
      return field.shape() instanceof Shape.Plain
          ? MethodHandles.filterReturnValue(get, FieldWriters.required(field.number())) : get;
    }

    private Content content(Value message) {
      return message instanceof Value.Generated generated ? new Contents.Generated(generated.type())
          : mapping(((Value.Message) message).model());
    }

    private MessageMapping mapping(MessageModel model) {
      MessageMapping known = allMappings.get(model);
      if (known != null) {
        return known;
      }
      MessageMapping mapping = new MessageMapping(model, model.isPlain() ? compilation : Compilation.never());
      allMappings.put(model, mapping); // before its parts: they may lead back here
      MethodHandle writer = model.fields().isEmpty() ? writers.nothing(model.type().raw())
          : writers.all(model.fields(), field -> MemberAccess.getter(model.type(), field.slot()));
      boolean keeps = model.keepsUnknownFields();
      if (keeps) {
        writer = writers.keeping(writer, MemberAccess.unknownFieldsGetter(model.type()));
      }
      mapping.complete(writer.asType(methodType(void.class, ProtoWriter.class, Object.class)),
          keeps ? MemberAccess.keepingMaker(model.type()) : MemberAccess.maker(model.type()),
          new MessageParts(model, writersForLater::field, readers.all(model.name(), model.fields(),
              keeps ? SlotReader.Unknown.KEPT : SlotReader.Unknown.SKIPPED),
              ProtobufCodec.this::known));
      return mapping;
    }
  }
}
