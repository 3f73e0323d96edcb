/**
 * Providers found through etcd: leases, listing and watches, behind {@code RegistryDriver}.
 *
 * <p>Empty at 0.1. Will use {@code dev.tern.api} and jetcd only: re-listing and re-registering are core's.
 */
@NullMarked
package dev.tern.registry.etcd;

import org.jspecify.annotations.NullMarked;
