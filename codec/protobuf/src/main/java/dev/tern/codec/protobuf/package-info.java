/**
 * The {@code protobuf} codec: plain Java types, and generated messages, in the wire format of Protocol Buffers.
 *
 * <p>Start at {@link dev.tern.codec.protobuf.ProtobufCodec}. A method's types become {@link
 * dev.tern.codec.protobuf.MessageModel}s of {@link dev.tern.codec.protobuf.FieldModel}s, and types that others stand
 * for {@link dev.tern.codec.protobuf.OneofModel}s; from these alone writers and readers are made: composed handles and
 * {@link dev.tern.codec.protobuf.SlotReader} for every type, and straight code for those that turn out to be used, by
 * {@link dev.tern.codec.protobuf.MessageCompiler}. Generated messages are read by protobuf-java, after {@link
 * dev.tern.codec.protobuf.GeneratedWeight} has looked at what they will cost. From the same models {@link
 * dev.tern.codec.protobuf.ProtoSchema} describes whole services to other languages. Uses {@code dev.tern.api},
 * protobuf-java, SLF4J and ASM, which is packed into the jar, only.
 */
@NullMarked
package dev.tern.codec.protobuf;

import org.jspecify.annotations.NullMarked;
