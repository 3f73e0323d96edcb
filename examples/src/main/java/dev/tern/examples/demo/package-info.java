/**
 * What {@code ./demo} runs: three provider processes and a consumer process under load, while one provider is killed
 * and another starts.
 *
 * <p>Start at {@link dev.tern.examples.demo.Demo}, which starts the others and tells the story; how Tern is used stands
 * in {@link dev.tern.examples.demo.Prices}, {@link dev.tern.examples.demo.DemoProvider} and {@link
 * dev.tern.examples.demo.DemoConsumer}.
 */
@NullMarked
package dev.tern.examples.demo;

import org.jspecify.annotations.NullMarked;
