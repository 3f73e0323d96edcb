/**
 * Contract tests of the extension points: extend the one of yours, give it your factory, run it with JUnit. And the
 * hand-written stand-ins that such tests need.
 *
 * <p>Start at {@link dev.tern.tck.CodecContract}, {@link dev.tern.tck.LoadBalancerContract}, {@link
 * dev.tern.tck.ClusterContract}, {@link dev.tern.tck.FilterContract}, {@link dev.tern.tck.RegistryDriverContract} or
 * {@link dev.tern.tck.TransportContract}, {@link
 * dev.tern.tck.TransportStreamContract}. Uses {@code dev.tern.api}, JUnit and AssertJ only.
 */
@NullMarked
package dev.tern.tck;

import org.jspecify.annotations.NullMarked;
