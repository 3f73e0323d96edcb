/**
 * What breaks in production, done on purpose to real processes under load, and what must hold all the same.
 *
 * <p>Start at {@link dev.tern.it.faults.Scenario}: one fault with its promises. {@code Scenarios} lists all of them,
 * {@code Stage} does the harm, {@code Records} reads what both sides wrote down, {@code Findings} are the promises
 * checked on it, {@code Run} carries one out, and {@code Report} tells. What is judged are files that providers and
 * consumer wrote for each call; no counter or state of the framework is asked.
 */
@NullMarked
package dev.tern.it.faults;

import org.jspecify.annotations.NullMarked;
