/**
 * What both sides of a call share: small values, and how the user's ends of streams are called in its context. Start at
 * {@link dev.tern.core.call.Arguments}.
 */
@NullMarked
package dev.tern.core.call;

import org.jspecify.annotations.NullMarked;
