/**
 * Which providers a call may go to, by rules that can change while calls are made. Start at {@link
 * dev.tern.core.routing.RuleRouter}; {@code RuleText} says how rules are written, {@code RuleRouting} is what they come
 * to over one list of providers, and {@link dev.tern.core.routing.RuleFile} keeps them as a file has them. Knows
 * neither directory nor registry.
 */
@NullMarked
package dev.tern.core.routing;

import org.jspecify.annotations.NullMarked;
