/**
 * What things cost. Start at {@code dev.tern.benchmarks.call} for whole calls, at {@code dev.tern.benchmarks.codec}
 * for codecs.
 */
package dev.tern.benchmarks;
