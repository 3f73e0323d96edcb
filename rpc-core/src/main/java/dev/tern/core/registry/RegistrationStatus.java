package dev.tern.core.registry;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;

/**
 * Whether a provider's record stands in a registry.
 *
 * @param registry without secrets, such as {@code file:/var/run/tern}
 * @param service what is offered
 * @param endpoint where consumers are told to call it
 * @param standing true while the record stands there, as far as is known
 * @param problem why it does not stand, or why one that was taken back may still; empty if all is as it should be
 */
public record RegistrationStatus(String registry, ServiceId service, Endpoint endpoint, boolean standing,
    String problem) {
  public RegistrationStatus {
    requireNonNull(registry, "registry");
    requireNonNull(service, "service");
    requireNonNull(endpoint, "endpoint");
    requireNonNull(problem, "problem");
  }
}
