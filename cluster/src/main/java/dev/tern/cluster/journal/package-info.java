/**
 * Calls on a disk, so that the end of a process loses none of them: one file per method, to which records are only
 * ever added.
 *
 * <p>Start at {@link dev.tern.cluster.journal.Journal}; {@link dev.tern.cluster.journal.Records} says what the
 * bytes are, and {@link dev.tern.cluster.journal.Disk} is all that is asked of the file system. Knows nothing of
 * calls or providers.
 */
@NullMarked
package dev.tern.cluster.journal;

import org.jspecify.annotations.NullMarked;
