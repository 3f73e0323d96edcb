/**
 * Providers found through etcd: leases, listing and watches, behind {@code RegistryDriver}.
 *
 * <p>Start at {@link dev.tern.registry.etcd.EtcdRegistryFactory}, which reads the URL; {@code EtcdRegistry} carries out
 * single operations, {@code EtcdConnection} bounds them in time and paces reconnecting. Uses {@code dev.tern.api} and
 * jetcd only: re-listing and re-registering are core's.
 */
@NullMarked
package dev.tern.registry.etcd;

import org.jspecify.annotations.NullMarked;
