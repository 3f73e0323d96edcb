/**
 * The ledger: which calls ran and what the caller was told, written down by both sides in plain files, and judged
 * after the run without asking the framework.
 *
 * <p>Start at {@link dev.tern.examples.ledger.Verdict}, which states the rules. A provider keeps an {@link
 * dev.tern.examples.ledger.ExecutionLog}, a consumer an {@link dev.tern.examples.ledger.OutcomeLog} and, to see
 * how often it tried and where, an {@link dev.tern.examples.ledger.AttemptLog}.
 */
@NullMarked
package dev.tern.examples.ledger;

import org.jspecify.annotations.NullMarked;
