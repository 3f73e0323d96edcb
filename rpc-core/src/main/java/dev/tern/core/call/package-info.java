/**
 * Small values that both sides of a call share. Start at {@link dev.tern.core.call.Arguments}.
 */
@NullMarked
package dev.tern.core.call;

import org.jspecify.annotations.NullMarked;
