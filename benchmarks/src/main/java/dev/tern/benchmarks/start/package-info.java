/** How long it takes until calls can be made, and what an application carries for it. Start at {@code StartBench}. */
@NullMarked
package dev.tern.benchmarks.start;

import org.jspecify.annotations.NullMarked;
