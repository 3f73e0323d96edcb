/**
 * Running things later. Start at {@link dev.tern.core.schedule.WheelScheduler}.
 */
@NullMarked
package dev.tern.core.schedule;

import org.jspecify.annotations.NullMarked;
