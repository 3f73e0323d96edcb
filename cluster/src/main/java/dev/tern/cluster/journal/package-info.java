/**
 * Keeps accepted tasks on disk until they are done, so that the end of a process loses none. Start at {@link
 * dev.tern.cluster.journal.TaskJournal}; {@code Records} is the format of its file. Knows no call: tasks are bytes here.
 */
@NullMarked
package dev.tern.cluster.journal;

import org.jspecify.annotations.NullMarked;
