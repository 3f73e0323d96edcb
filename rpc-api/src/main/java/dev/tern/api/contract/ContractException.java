package dev.tern.api.contract;

/**
 * An interface, or a type it uses, cannot work as a remote service. Thrown when a proxy or a provider is made, never
 * while a call runs. The message names interface, method and parameter, and what to do.
 */
public class ContractException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** @param message such as {@code demo.Greeting.greet(String): cannot return Future. Return ...} */
  public ContractException(String message) {
    super(message);
  }
}
