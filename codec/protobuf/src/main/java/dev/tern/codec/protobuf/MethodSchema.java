package dev.tern.codec.protobuf;

import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one method sends, as its codec reads it.
 *
 * @param request the message that the parameter is, or null if a message is made around the parameters
 * @param parameters the fields of that message
 * @param reply the message that the reply is, or null if a message is made around it
 * @param results the fields of that message: one, or none for void
 * @param errors declared exceptions
 */
record MethodSchema(MethodContract method, @Nullable Value request, List<FieldModel> parameters,
    @Nullable Value reply, List<FieldModel> results, List<MessageModel> errors) {

  /**
   * @param models known so far; new ones are added
   * @param oneofs likewise, by the declared type
   */
  static MethodSchema of(MethodContract method, Map<MessageType, MessageModel> models, Map<Type, OneofModel> oneofs) {
    ModelReader reader = new ModelReader(method, models, oneofs);
    Value request = null;
    List<FieldModel> parameters = List.of();
    if (method.requestIsParameter()) {
      request = reader.message(method.parameters().get(0).type(), "parameter " + method.parameters().get(0).name());
    } else {
      parameters = reader.request();
    }
    Value reply = null;
    List<FieldModel> results = List.of();
    if (method.replyIsMessage()) {
      reply = reader.message(method.replyType(), "the reply");
    } else if (method.replyType() != void.class) {
      results = List.of(reader.reply());
    }
    List<MessageModel> errors = method.types().errors().stream().map(reader::error).toList();
    return new MethodSchema(method, request, parameters, reply, results, errors);
  }
}
