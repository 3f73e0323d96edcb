/**
 * What every plug-in must do: one abstract contract test for each extension point, for our plug-ins and for yours.
 *
 * <p>Extend the one of your extension point beside your plug-in. Uses {@code dev.tern.api}, JUnit and AssertJ.
 */
@NullMarked
package dev.tern.tck;

import org.jspecify.annotations.NullMarked;
