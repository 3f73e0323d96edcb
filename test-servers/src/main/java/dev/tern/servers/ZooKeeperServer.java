package dev.tern.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One ZooKeeper server: ZooKeeper's own, in a JVM of its own (that of {@code java.home}), with its data in a temporary
 * directory and a port of the loopback interface that stays the same for life. Sessions may be as short as 1 s; its
 * clock ticks every 500 ms, so that they end on time.
 *
 * <p>It ends with the JVM that started it. For one thread at a time.
 */
public final class ZooKeeperServer extends ServerInFolder {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final int port;
  private final String id;
  private final List<String> jvmOptions;

  /** Prepares a server without starting it. {@code members}: lines that name an ensemble, or none. */
  ZooKeeperServer(int port, int id, List<String> members, List<String> jvmOptions) throws IOException {
    super("ZooKeeper at " + address(port), Files.createTempDirectory("tern-zookeeper-"));
    this.port = port;
    this.id = Integer.toString(id);
    this.jvmOptions = List.copyOf(jvmOptions);
    List<String> configuration = new ArrayList<>(List.of("dataDir=" + data(), "clientPort=" + port,
        "clientPortAddress=" + LOOPBACK.getHostAddress(), "tickTime=500", "minSessionTimeout=1000",
        "maxSessionTimeout=600000", "maxClientCnxns=0", "admin.enableServer=false", "4lw.commands.whitelist=srvr",
        "initLimit=20", "syncLimit=10"));
    configuration.addAll(members);
    Files.write(configuration(), configuration);
    makeData();
  }

  /**
   * Starts a server of its own and waits until it serves.
   *
   * @param jvmOptions added to its command line, such as {@code -Dznode.container.checkIntervalMs=1000}
   * @throws IOException if it does not serve within 30 s, with what it printed
   */
  public static ZooKeeperServer start(String... jvmOptions) throws IOException, InterruptedException {
    ZooKeeperServer server = new ZooKeeperServer(Ports.free(1).get(0), 1, List.of(), List.of(jvmOptions));
    try {
      server.launch();
      server.awaitReady();
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:port}. */
  public String connectString() {
    return address(port);
  }

  private static String address(int port) {
    return LOOPBACK.getHostAddress() + ":" + port;
  }

  @Override
  public String url() {
    return "zookeeper://" + connectString();
  }

  @Override
  public void wipe() throws IOException, InterruptedException {
    kill();
    delete(data());
    makeData();
    launch();
    awaitReady();
  }

  @Override
  void launch() throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.forceSync=no",
        "-Dzookeeper.jmx.log4j.disable=true"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), ZooKeeperMain.class.getName(),
        configuration().toString()));
    process().start(command);
  }

  @Override
  boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("srvr".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8).contains("Mode: ");
    } catch (IOException e) {
      return false;
    }
  }

  private void makeData() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("myid"), id);
  }

  private Path configuration() {
    return folder().resolve("zoo.cfg");
  }
}
