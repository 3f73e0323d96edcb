/**
 * The little Protobuf that core itself speaks: declared errors, health, reflection. Their messages are small and fixed,
 * so that core reads and writes them without a Protobuf library; what users send goes through a codec.
 *
 * <p>Start at {@link dev.tern.core.wire.WireReader}. Uses {@code dev.tern.api} only.
 */
@NullMarked
package dev.tern.core.wire;

import org.jspecify.annotations.NullMarked;
