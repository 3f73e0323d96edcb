package dev.tern.core.provider;

import dev.tern.api.spi.MethodCodec;

/**
 * One codec that consumers may choose for a method, prepared.
 *
 * @param name as its user names it, such as {@code protobuf}
 * @param subtype as the wire names it, such as {@code proto}
 */
record OfferedCodec(String name, String subtype, MethodCodec codec) {}
