package dev.tern.it;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.MethodCodec;
import java.util.ServiceLoader;

/** Somebody else's codec, as an application would bring one: Protobuf under another name. */
public final class ForeignCodecFactory implements CodecFactory {
  @Override
  public String name() {
    return "foreign";
  }

  @Override
  public Codec create() {
    Codec protobuf = ServiceLoader.load(CodecFactory.class).stream().map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals("protobuf")).findFirst().orElseThrow().create();
    return new Codec() {
      @Override
      public String name() {
        return "foreign";
      }

      @Override
      public String contentSubtype() {
        return "foreign";
      }

      @Override
      public MethodCodec prepare(MethodContract method) {
        return protobuf.prepare(method);
      }
    };
  }
}
