/**
 * Puts filters around an invoker, in the order that they ask for. Start at {@link dev.tern.core.filter.Filters}.
 */
@NullMarked
package dev.tern.core.filter;

import org.jspecify.annotations.NullMarked;
