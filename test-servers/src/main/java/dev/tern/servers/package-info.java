/**
 * Real registries as processes of their own, for tests and for the demo: started on free ports of the loopback
 * interface, killed, paused, wiped and started again. Uses nothing of Tern's.
 *
 * <p>Start at {@link dev.tern.servers.EtcdServer}; three of them that agree are an {@link
 * dev.tern.servers.EtcdCluster}.
 */
@NullMarked
package dev.tern.servers;

import org.jspecify.annotations.NullMarked;
