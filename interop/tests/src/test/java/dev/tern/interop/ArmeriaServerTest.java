package dev.tern.interop;

/** The interoperability service over Armeria. */
class ArmeriaServerTest extends ConsumerContract {
  @Override
  Server start() throws Exception {
    Peer process = Peer.start("armeria", "dev.tern.interop.armeria.ArmeriaPeer", "server");
    return new Server(process, Integer.parseInt(process.await("port=")));
  }
}
