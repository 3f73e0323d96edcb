package dev.tern.codec.protobuf;

import dev.tern.api.contract.MessageType;

/**
 * Makes the {@link CompiledMessage} of one record or bean. Decoding with it makes no array of slots and boxes no
 * number; for a field whose shape has no {@link Step} of its own it calls that field's writer and reader.
 *
 * <p>The class stands beside this one rather than beside the user's: it needs no access there, since members and
 * constructor come as handles that have it, and the user's class loader need not know of this codec. Nothing but the
 * codec holds it, so the user's classes can be unloaded.
 */
final class MessageCompiler {
  private MessageCompiler() {}

  /**
   * Assembles and defines the class.
   *
   * @throws UnsupportedOperationException naming why such a message stays with the handles
   */
  static CompiledMessage compile(MessageParts parts) throws ReflectiveOperationException {
    MessageType type = parts.model().type();
    if (type.kind() != MessageType.Kind.RECORD && type.kind() != MessageType.Kind.BEAN) {
      throw new UnsupportedOperationException("instances are made by a constructor of their own");
    }
    if (parts.model().fields().size() != type.members().size()) {
      throw new UnsupportedOperationException("members and fields are not the same");
    }
    Assembly assembly = new Assembly(type.raw().getSimpleName());
    new WriteCode(assembly, parts).assemble();
    ReadVariables variables = new ReadVariables(assembly, parts);
    new ReadCode(assembly, parts, variables).assemble();
    ReadCode.assembleFinish(assembly, variables);
    return assembly.define();
  }
}
