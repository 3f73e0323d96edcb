package dev.tern.api.spi;

/** Makes a codec. Listed in {@code META-INF/services/dev.tern.api.spi.CodecFactory}. */
public interface CodecFactory {
  /** Lower snake case, such as {@code protobuf}; unique among codecs. */
  String name();

  /** Makes the codec of one client or server. */
  Codec create();
}
