/**
 * Hessian on the wire, for peers that already speak it.
 *
 * <p>Empty at 0.1. Will use {@code dev.tern.api} and a Hessian library only: it knows no gRPC, cluster or registry.
 */
@NullMarked
package dev.tern.codec.hessian;

import org.jspecify.annotations.NullMarked;
