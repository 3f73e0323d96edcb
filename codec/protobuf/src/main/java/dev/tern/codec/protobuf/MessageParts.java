package dev.tern.codec.protobuf;

import dev.tern.api.codec.MemberAccess;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/**
 * What compiled code of one message is made from.
 *
 * @param model its fields
 * @param writer gives the handle {@code (ProtoWriter, X)void} that writes a field of any shape
 * @param reader reads the fields of any shape
 * @param mappings gives those of nested messages
 */
record MessageParts(MessageModel model, Function<FieldModel, MethodHandle> writer, SlotReader reader,
    Function<MessageModel, MessageMapping> mappings) {
  MethodHandle getter(FieldModel field) {
    return MemberAccess.getter(model.type(), field.slot());
  }

  /** Of the nested message in a field that is one or a list of them. */
  MessageMapping mapping(FieldModel field) {
    Value value = field.shape() instanceof Shape.Single single ? single.value()
        : ((Shape.Repeated) field.shape()).element();
    return mappings.apply(((Value.Message) value).model());
  }
}
