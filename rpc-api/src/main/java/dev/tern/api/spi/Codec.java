package dev.tern.api.spi;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
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
   * The messages of a service as other languages can read them.
   *
   * @return a serialized {@code google.protobuf.FileDescriptorSet}; empty if this codec has no such description
   */
  default Optional<byte[]> describe(ServiceContract service) {
    return Optional.empty();
  }
}
