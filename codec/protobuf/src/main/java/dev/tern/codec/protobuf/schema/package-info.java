/**
 * The services as files: {@code .proto} text for other languages, and the lock that notices when a change of the Java
 * source would break the wire.
 *
 * <p>Start at {@link dev.tern.codec.protobuf.schema.ProtoFiles} and {@link dev.tern.codec.protobuf.schema.ProtoLock};
 * {@link dev.tern.codec.protobuf.schema.ProtoTool} is both for the command line. Everything here is made from a {@link
 * dev.tern.codec.protobuf.ProtoSchema}; nothing here takes part in a call.
 */
@NullMarked
package dev.tern.codec.protobuf.schema;

import org.jspecify.annotations.NullMarked;
