/**
 * JSON on the wire, for callers that read what they send and for tools that know nothing else.
 *
 * <p>Start at {@link dev.tern.codec.json.JsonCodecFactory}, then {@code JsonCodec}, which prepares a method, {@code
 * ValueCodec}, what is prepared for each type, and {@code JsonReader}, which trusts nothing it reads. Uses {@code
 * dev.tern.api} and Jackson's streaming parser only: it knows no gRPC, cluster or registry.
 */
@NullMarked
package dev.tern.codec.json;

import org.jspecify.annotations.NullMarked;
