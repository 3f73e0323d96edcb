/**
 * Puts filters around an invoker, in the order that they ask for, and keeps true what they let out. Start at {@link
 * dev.tern.core.filter.Filters}. Beside it those that Tern brings: {@link dev.tern.core.filter.AccessLog}, {@link
 * dev.tern.core.filter.DevelopmentMode}.
 */
@NullMarked
package dev.tern.core.filter;

import org.jspecify.annotations.NullMarked;
