/** What it costs to choose a provider, and to take in that one came or went: JMH. Start at {@code PickBenchmark}. */
@NullMarked
package dev.tern.benchmarks.pick;

import org.jspecify.annotations.NullMarked;
