/**
 * Settings by key: what a builder was not told is looked for in system properties, the environment and {@code
 * tern.properties}. Start at {@link dev.tern.core.settings.ClientKeys}, the list of what there is, a line each; then
 * {@link dev.tern.core.settings.Configuration}, which reads every source once, when a client is built or a server
 * started, and refuses what it does not know; then {@link dev.tern.core.settings.Settings}, whose method {@code origin}
 * decides who wins: a source above all others would be asked there, first. {@link
 * dev.tern.core.settings.ServiceSettings} is the same for services and methods.
 *
 * <p>A new setting is a line in one of the four {@link dev.tern.core.settings.KeySection}s; its row in {@code
 * docs/configuration.md} is checked by a test.
 */
@NullMarked
package dev.tern.core.settings;

import org.jspecify.annotations.NullMarked;
