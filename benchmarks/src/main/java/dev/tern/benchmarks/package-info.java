/**
 * What things cost. Start at {@code Main}; {@code dev.tern.benchmarks.compare} is whole calls beside other frameworks,
 * {@code codec} objects and bytes, {@code proxy} what stands between a call and the transport, {@code start} how long a
 * start takes.
 */
@NullMarked
package dev.tern.benchmarks;

import org.jspecify.annotations.NullMarked;
