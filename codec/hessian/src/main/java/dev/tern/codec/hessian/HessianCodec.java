package dev.tern.codec.hessian;

import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ParameterContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hessian 2 for plain Java types. A type is prepared once, however many methods carry it. */
final class HessianCodec implements Codec {
  /** Guards what preparing methods share. */
  private final Object preparing = new Object();

  private Map<Type, ValueType> types = Map.of();
  private Map<Type, MessageObject> objects = Map.of();

  @Override
  public String name() {
    return HessianCodecFactory.NAME;
  }

  @Override
  public String contentSubtype() {
    return "hessian";
  }

  /** What is added to the shared types counts only if all of it works. */
  @Override
  public MethodCodec prepare(MethodContract method) {
    synchronized (preparing) {
      Map<Type, ValueType> allTypes = new HashMap<>(types);
      Map<Type, MessageObject> allObjects = new HashMap<>(objects);
      MethodCodec prepared = prepare(method, new TypeReader(method, allTypes, allObjects));
      types = allTypes;
      objects = allObjects;
      return prepared;
    }
  }

  private static MethodCodec prepare(MethodContract method, TypeReader reader) {
    List<WholeValue> parameters = method.parameters().stream().map(parameter -> parameter(method, parameter, reader))
        .toList();
    Map<String, MessageCodec<Throwable>> errors = new HashMap<>();
    for (MessageType error : method.types().errors()) {
      errors.put(error.wireName(), new MessageCodecs.Errors(method, reader.error(error)));
    }
    return new MethodCodec(new MessageCodecs.Arguments(method, parameters),
        new MessageCodecs.Replies(method, reply(method, reader)), errors);
  }

  private static WholeValue parameter(MethodContract method, ParameterContract parameter, TypeReader reader) {
    String place = "parameter " + parameter.name();
    return new WholeValue(place, reader.type(parameter.type(), place),
        !parameter.nullable() && isMessage(method, parameter.type()),
        "Pass a value, or mark it @Nullable or Optional in the interface.");
  }

  private static WholeValue reply(MethodContract method, TypeReader reader) {
    if (method.replyType() == void.class) {
      return new WholeValue("reply", Nothing.TYPE, false, "");
    }
    return new WholeValue("reply", reader.type(method.replyType(), "the reply"),
        !method.replyNullable() && isMessage(method, method.replyType()),
        "Return a value, or mark the method @Nullable or return Optional.");
  }

  private static boolean isMessage(MethodContract method, Type type) {
    return method.types().message(type).isPresent() || !method.types().subtypes(type).isEmpty();
  }
}
