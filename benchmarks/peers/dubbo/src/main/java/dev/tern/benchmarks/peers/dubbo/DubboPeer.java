package dev.tern.benchmarks.peers.dubbo;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.call.bean.UserApi;
import dev.tern.benchmarks.call.bean.UserApiAsync;
import dev.tern.benchmarks.call.bean.UserApiImpl;
import dev.tern.benchmarks.pb.UserService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/**
 * Dubbo without a registry, by {@code DubboBootstrap}. The variant is the protocol, {@code tri} or {@code dubbo}, and
 * after a dash the serialization if it is not the protocol's own choice, or {@code idl} for a service that Dubbo's
 * compiler made of its description in Protobuf.
 */
public final class DubboPeer implements Peer {
  private static final int THREADS = 400; // the default of 200 has no queue and turns the rest of 256 calls away

  private final String protocol;
  private final String serialization;
  private final boolean idl;

  public DubboPeer(String variant) {
    String[] words = variant.split("-");
    this.protocol = words[0];
    this.idl = variant.endsWith("-idl");
    this.serialization = words.length > 1 && !idl ? words[1] : "";
  }

  @Override
  public String serve() throws IOException {
    ProtocolConfig settings = new ProtocolConfig(protocol, freePort());
    settings.setHost("127.0.0.1");
    settings.setThreads(THREADS);
    if (!serialization.isEmpty()) {
      settings.setSerialization(serialization);
    }
    DubboBootstrap bootstrap = bootstrap("users").protocol(settings);
    if (idl) {
      bootstrap.service(service(UserService.class, new IdlService()));
    } else {
      bootstrap.service(service(UserApi.class, new UserApiImpl()))
          .service(service(UserApiAsync.class, new UserApiFutures()));
    }
    bootstrap.start();
    return String.valueOf(settings.getPort());
  }

  /** Dubbo wants to be told one. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static DubboBootstrap bootstrap(String application) {
    ApplicationConfig settings = new ApplicationConfig(application);
    settings.setQosEnable(false); // a port for operators
    settings.setLogger("slf4j");
    return DubboBootstrap.getInstance().application(settings).registry(new RegistryConfig("N/A"));
  }

  private static <T> ServiceConfig<T> service(Class<T> type, T target) {
    ServiceConfig<T> service = new ServiceConfig<>();
    service.setInterface(type);
    service.setRef(target);
    return service;
  }

  @Override
  public Work connect(String address) {
    String url = protocol + "://127.0.0.1:" + address
        + (serialization.isEmpty() ? "" : "?serialization=" + serialization);
    DubboBootstrap bootstrap = bootstrap("consumer");
    if (idl) {
      ReferenceConfig<UserService> users = reference(UserService.class, url);
      users.setProxy("nativestub"); // what the guide says for generated services
      bootstrap.reference(users).start();
      return new IdlWork(users.get());
    }
    ReferenceConfig<UserApi> users = reference(UserApi.class, url);
    ReferenceConfig<UserApiAsync> async = reference(UserApiAsync.class, url);
    bootstrap.reference(users).reference(async).start();
    return new DubboWork(users.get(), async.get());
  }

  private static <T> ReferenceConfig<T> reference(Class<T> type, String url) {
    ReferenceConfig<T> reference = new ReferenceConfig<>();
    reference.setInterface(type);
    reference.setUrl(url);
    return reference;
  }
}
