/**
 * The {@code protobuf} codec: plain Java types, and generated messages, in the wire format of Protocol Buffers.
 *
 * <p>Start at {@link dev.tern.codec.protobuf.ProtobufCodec}. A method's types become {@link
 * dev.tern.codec.protobuf.MessageModel}s of {@link dev.tern.codec.protobuf.FieldModel}s, and types that others stand
 * for {@link dev.tern.codec.protobuf.OneofModel}s; from these alone writers and readers are made. Generated messages
 * are read by protobuf-java, after {@link dev.tern.codec.protobuf.GeneratedWeight} has looked at what they will cost.
 * Uses {@code dev.tern.api} and protobuf-java only.
 */
@NullMarked
package dev.tern.codec.protobuf;

import org.jspecify.annotations.NullMarked;
