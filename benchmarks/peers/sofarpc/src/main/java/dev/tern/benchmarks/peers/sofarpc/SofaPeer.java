package dev.tern.benchmarks.peers.sofarpc;

import com.alipay.sofa.rpc.config.ApplicationConfig;
import com.alipay.sofa.rpc.config.ConsumerConfig;
import com.alipay.sofa.rpc.config.ProviderConfig;
import com.alipay.sofa.rpc.config.ServerConfig;
import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.call.bean.UserApi;
import dev.tern.benchmarks.call.bean.UserApiImpl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** SOFARPC over bolt with Hessian 2, both its defaults, by its API and a direct address. */
public final class SofaPeer implements Peer {
  private static final int THREADS = 400; // as for the other pools without a queue: more than calls at once

  /** There is one variant. */
  public SofaPeer(String variant) {
    System.setProperty("disable_middleware_digest_log", "true"); // a line on disk for each call, as nobody else writes
  }

  @Override
  public String serve() throws IOException {
    int port = freePort();
    ServerConfig server = new ServerConfig().setProtocol("bolt").setHost("127.0.0.1").setPort(port).setDaemon(false)
        .setMaxThreads(THREADS);
    new ProviderConfig<UserApi>().setApplication(new ApplicationConfig().setAppName("users"))
        .setInterfaceId(UserApi.class.getName()).setRef(new UserApiImpl()).setServer(server).setRegister(false)
        .export();
    return String.valueOf(port);
  }

  /** SOFARPC tries one port after another otherwise. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public Work connect(String address) {
    // Callbacks run in a pool whose queue of 256 loses replies when as many are on their way.
    System.setProperty("async.pool.queue", "10000");
    return new SofaWork(consumer(address).refer(),
        consumer(address).setInvokeType("callback").setOnReturn(SofaWork.NOBODY).refer());
  }

  private static ConsumerConfig<UserApi> consumer(String port) {
    return new ConsumerConfig<UserApi>().setApplication(new ApplicationConfig().setAppName("consumer"))
        .setInterfaceId(UserApi.class.getName()).setProtocol("bolt").setDirectUrl("bolt://127.0.0.1:" + port)
        .setRegister(false);
  }
}
