/**
 * How plug-ins are found: once per client or server, by name, with an error that says what to do when one is missing.
 *
 * <p>Start at {@link dev.tern.core.plugin.Plugins}. Uses {@code dev.tern.api} only.
 */
@NullMarked
package dev.tern.core.plugin;

import org.jspecify.annotations.NullMarked;
