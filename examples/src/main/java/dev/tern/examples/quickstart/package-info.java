/**
 * The shortest whole program: one service, a process that offers it and one that calls it.
 *
 * <p>Start at {@link dev.tern.examples.quickstart.Greeting}. The same sources stand in the README.
 */
@NullMarked
package dev.tern.examples.quickstart;

import org.jspecify.annotations.NullMarked;
