package dev.tern.api.spi;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import java.util.List;
import java.util.Optional;

/**
 * Turns arguments, replies and declared errors into bytes and back. Safe for many threads. Everything that can be
 * known about a method is prepared once, from its closed type set; no name on the wire ever loads a class.
 */
public interface Codec {
  /** As {@link CodecFactory#name()}. */
  String name();

  /** The part after {@code application/grpc+}, such as {@code proto}. */
  String contentSubtype();

  /**
   * Prepares a method.
   *
   * @throws dev.tern.api.contract.ContractException naming method, parameter and what to do, if this codec cannot
   *     carry it
   */
  MethodCodec prepare(MethodContract method);

  /**
   * Messages without a contract, for callers that do not have the interface. A codec whose messages only a schema can
   * read has no such thing.
   */
  default Optional<UntypedCodec> untyped() {
    return Optional.empty();
  }

  /**
   * What services offered together look like to other languages: one description, in which no two messages of different
   * content have one name. Meant for reflection and for {@code .proto} files, not for the path of a call.
   *
   * @param services each once, in any order, which changes nothing
   * @return a serialized {@code google.protobuf.FileDescriptorSet}, files after those they import; empty if this codec
   *     has no such description
   * @throws dev.tern.api.contract.ContractException naming what cannot be carried or described, and what to do
   */
  default Optional<byte[]> describe(List<ServiceContract> services) {
    return Optional.empty();
  }
}
