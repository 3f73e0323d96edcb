/**
 * Providers found through ZooKeeper, behind {@code RegistryDriver}.
 *
 * <pre>
 *   /tern                        persistent; the path of the URL
 *   /tern/.store                 persistent; a random name: another one means another store
 *   /tern/demo.Greeting          a container: one per service, removed by the ensemble when it is empty
 *   /tern/demo.Greeting/a1b2     ephemeral; the record of one instance, by id
 * </pre>
 *
 * <p>A record is never written to: putting it again deletes and creates it at once, so that it belongs to the session
 * that put it last, and so that its parent's {@code pzxid} counts every change.
 *
 * <p>Start at {@link dev.tern.registry.zookeeper.ZooKeeperRegistryFactory}, then {@code ZooKeeperRegistry} (what is
 * asked of the ensemble), {@code Session} (through which connection) and {@code Watches} (what it reports). Uses {@code
 * dev.tern.api}, SLF4J, Curator's client and ZooKeeper only: re-listing and re-registering are core's.
 */
@NullMarked
package dev.tern.registry.zookeeper;

import org.jspecify.annotations.NullMarked;
