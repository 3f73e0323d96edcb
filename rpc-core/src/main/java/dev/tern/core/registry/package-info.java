/**
 * The live picture of who offers what: the loop that keeps it true whatever the registry does, the record of one
 * provider, and the registry inside one JVM.
 *
 * <p>Start at {@link dev.tern.core.registry.RegistryLoop}. It wraps any {@link dev.tern.api.spi.RegistryDriver};
 * {@link dev.tern.core.registry.RegistryUrls} finds the driver that a URL names, {@link
 * dev.tern.core.registry.Registries} are those of one client or server, and {@link
 * dev.tern.core.registry.PreferredProviders} takes a service's providers from the best of them. Uses {@code
 * dev.tern.api} and {@code dev.tern.core.plugin}; knows neither the drivers nor the wire.
 */
@NullMarked
package dev.tern.core.registry;

import org.jspecify.annotations.NullMarked;
