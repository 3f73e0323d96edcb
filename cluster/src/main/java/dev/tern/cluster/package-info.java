/**
 * What happens when a provider fails: trying another, giving up, and saying why.
 *
 * <p>Start at {@link dev.tern.cluster.Failover}, then {@link dev.tern.cluster.FailoverCall}. Uses {@code dev.tern.api}
 * only: it knows no gRPC, codec or registry.
 */
@NullMarked
package dev.tern.cluster;

import org.jspecify.annotations.NullMarked;
