/**
 * The {@code file:} registry: a directory through which the processes of one machine find each other.
 *
 * <p>Each record is a pair of files in the folder of its service: {@code <id>.json}, replaced as a whole by renaming,
 * and {@code <id>.lock}, which its provider holds locked for as long as it lives. The kernel ends a lock with its
 * process, however that dies, so a record whose lock is free is dead: there is no lease to renew and none to wait for.
 * Only a holder of the exclusive lock deletes, and ids are never used twice, so a lock file never belongs to two
 * processes. What dead processes left is deleted by whoever lists their service, and by every provider when it starts.
 *
 * <p>Start at {@link dev.tern.core.registry.file.FileRegistryFactory}. Uses {@code dev.tern.api} only.
 */
@NullMarked
package dev.tern.core.registry.file;

import org.jspecify.annotations.NullMarked;
