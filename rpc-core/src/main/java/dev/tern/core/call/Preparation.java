package dev.tern.core.call;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MethodCodec;

/** Prepares a codec for a method, and sees to it that a refusal names the method. */
public final class Preparation {
  private Preparation() {}

  /** @throws ContractException naming the method, if the codec cannot carry it */
  public static MethodCodec of(Codec codec, MethodContract method) {
    try {
      return codec.prepare(method);
    } catch (ContractException e) {
      if (String.valueOf(e.getMessage()).contains(method.javaName())) {
        throw e;
      }
      throw new ContractException(method.javaName() + ", codec " + codec.name() + ": " + e.getMessage());
    }
  }
}
