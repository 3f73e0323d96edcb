package dev.tern.benchmarks.call;

/**
 * One framework, or one way to set it up, as it is measured: a provider and a consumer of the same work. Made through
 * its public constructor, which takes the variant as a string; the provider and the consumer live in two JVMs, each
 * with a peer of its own.
 */
public interface Peer {
  /**
   * Starts the provider on loopback, on a free port; it lives until its process ends.
   *
   * @return what {@link #connect} needs to find it: a port, or what the framework calls an address
   */
  String serve() throws Exception;

  /**
   * Starts one more provider, of those whose address is given.
   *
   * @return what {@link #connect} needs to find all of them
   * @throws UnsupportedOperationException unless it has been told how
   */
  default String serveBeside(String address) throws Exception {
    throw new UnsupportedOperationException("one provider only");
  }

  /**
   * Opens the consumer; it lives until its process ends.
   *
   * @param address what {@link #serve} returned in the other process
   */
  Work connect(String address) throws Exception;

  /**
   * Makes the peer that a command line names.
   *
   * @param type binary name of a class that implements this interface
   * @param variant for its constructor
   */
  static Peer of(String type, String variant) throws ReflectiveOperationException {
    return (Peer) Class.forName(type).getConstructor(String.class).newInstance(variant);
  }
}
