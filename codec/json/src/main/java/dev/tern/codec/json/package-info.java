/**
 * JSON on the wire, for callers that read what they send.
 *
 * <p>Empty at 0.1. Will use {@code dev.tern.api} and Jackson only: it knows no gRPC, cluster or registry.
 */
@NullMarked
package dev.tern.codec.json;

import org.jspecify.annotations.NullMarked;
