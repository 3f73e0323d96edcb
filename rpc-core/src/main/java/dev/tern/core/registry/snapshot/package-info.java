/**
 * What a consumer knew last, on disk: the providers of each service, for a start while the registry is away.
 *
 * <p>Start at {@link dev.tern.core.registry.snapshot.Snapshots}; {@link dev.tern.core.registry.snapshot.SnapshotFormat}
 * says how a file reads. Uses {@code dev.tern.api} and the record form of {@code dev.tern.core.registry}. Nothing here
 * is ever a reason for a call to fail.
 */
@NullMarked
package dev.tern.core.registry.snapshot;

import org.jspecify.annotations.NullMarked;
