/**
 * What happens when a provider fails: trying another, giving up, and saying why.
 *
 * <p>Start at {@link dev.tern.cluster.Failover}, then {@link dev.tern.cluster.FailoverCall}; {@link
 * dev.tern.cluster.HedgedCall} and {@link dev.tern.cluster.BroadcastCall} have attempts side by side, and {@link
 * dev.tern.cluster.Failback} has some that come much later. What a failure means is in {@link
 * dev.tern.cluster.Verdict}, what is told of it in {@link dev.tern.cluster.FailedAttempts}. Uses {@code
 * dev.tern.api} only: it knows no gRPC, codec or registry.
 */
@NullMarked
package dev.tern.cluster;

import org.jspecify.annotations.NullMarked;
