/** Figures as pictures. Start at {@code BarChart}. */
@NullMarked
package dev.tern.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
