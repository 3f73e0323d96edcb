/**
 * Providers found through ZooKeeper: ephemeral nodes and watches, behind {@code RegistryDriver}.
 *
 * <p>Empty at 0.1. Will use {@code dev.tern.api} and Curator only: re-listing and re-registering are core's.
 */
@NullMarked
package dev.tern.registry.zookeeper;

import org.jspecify.annotations.NullMarked;
