/**
 * Whole calls of many frameworks, compared: which measure follows which, medians, ratios, tables and charts.
 *
 * <p>Start at {@code CallBench}.
 */
@NullMarked
package dev.tern.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
