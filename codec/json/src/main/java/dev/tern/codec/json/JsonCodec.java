package dev.tern.codec.json;

import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ParameterContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.UntypedCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON for plain Java types. A type is prepared once, however many methods carry it. */
final class JsonCodec implements Codec {
  private final Parsers parsers = new Parsers();

  /** Guards what preparing methods share. */
  private final Object preparing = new Object();

  private Map<MessageType, MessageMapping> mappings = Map.of();

  @Override
  public String name() {
    return JsonCodecFactory.NAME;
  }

  @Override
  public String contentSubtype() {
    return "json";
  }

  @Override
  public MethodCodec prepare(MethodContract method) {
    synchronized (preparing) {
      Map<MessageType, MessageMapping> all = new HashMap<>(mappings); // what is added counts only if all of it works
      TypeReader types = new TypeReader(method, all);
      MethodCodec codec = new MethodCodec(arguments(method, types), reply(method, types), errors(method, types));
      mappings = all;
      return codec;
    }
  }

  @Override
  public Optional<UntypedCodec> untyped() {
    return Optional.of(new TreeCodec(parsers));
  }

  private MessageCodec<List<@Nullable Object>> arguments(MethodContract method, TypeReader types) {
    if (method.requestIsParameter()) {
      ParameterContract parameter = method.parameters().get(0);
      return new MessageCodecs.MessageArgument(method, parsers,
          types.message(parameter.type(), "parameter " + parameter.name()));
    }
    return new MessageCodecs.NamedArguments(method, parsers, method.parameters().stream()
        .map(parameter -> types.whole(parameter.name(), "parameter " + parameter.name(), parameter.type(),
            parameter.nullable()))
        .toList());
  }

  private MessageCodec<@Nullable Object> reply(MethodContract method, TypeReader types) {
    if (method.replyType() == void.class) {
      return new MessageCodecs.NamedReply(method, parsers, List.of());
    }
    if (method.replyIsMessage()) {
      return new MessageCodecs.WholeMessage<>(method, parsers, "reply", types.message(method.replyType(), "reply"));
    }
    return new MessageCodecs.NamedReply(method, parsers,
        List.of(types.whole("result", "reply", method.replyType(), method.replyNullable())));
  }

  private Map<String, MessageCodec<Throwable>> errors(MethodContract method, TypeReader types) {
    Map<String, MessageCodec<Throwable>> errors = new HashMap<>();
    for (MessageType error : method.types().errors()) {
      String place = "error " + error.raw().getSimpleName();
      errors.put(error.wireName(), new MessageCodecs.WholeMessage<>(method, parsers, place, types.mapping(error)));
    }
    return errors;
  }
}
