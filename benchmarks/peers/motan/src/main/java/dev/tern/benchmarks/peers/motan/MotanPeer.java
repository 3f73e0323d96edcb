package dev.tern.benchmarks.peers.motan;

import com.weibo.api.motan.common.MotanConstants;
import com.weibo.api.motan.config.ProtocolConfig;
import com.weibo.api.motan.config.RefererConfig;
import com.weibo.api.motan.config.RegistryConfig;
import com.weibo.api.motan.config.ServiceConfig;
import com.weibo.api.motan.util.MotanSwitcherUtil;
import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.call.bean.PageBean;
import dev.tern.benchmarks.call.bean.UserApiImpl;
import dev.tern.benchmarks.call.bean.UserBean;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Motan by its API; the variant is the protocol, {@code motan} or {@code motan2}, with Hessian 2, its default. */
public final class MotanPeer implements Peer {
  private static final String GROUP = "benchmarks";
  private static final String VERSION = "1.0";

  private final String protocol;

  public MotanPeer(String variant) {
    this.protocol = variant;
  }

  private static final class Users implements UserService {
    private final UserApiImpl users = new UserApiImpl();

    @Override
    public boolean existUser(String email) {
      return users.existUser(email);
    }

    @Override
    public boolean createUser(UserBean user) {
      return users.createUser(user);
    }

    @Override
    public UserBean getUser(long id) {
      return users.getUser(id);
    }

    @Override
    public PageBean listUser(int page) {
      return users.listUser(page);
    }
  }

  @Override
  public String serve() throws IOException {
    int port = freePort();
    ServiceConfig<UserService> service = new ServiceConfig<>();
    service.setInterface(UserService.class);
    service.setRef(new Users());
    service.setGroup(GROUP);
    service.setVersion(VERSION);
    service.setRegistry(registry("local", ""));
    service.setProtocol(protocol());
    service.setExport(protocol + ":" + port);
    service.export();
    MotanSwitcherUtil.setSwitcherValue(MotanConstants.REGISTRY_HEARTBEAT_SWITCHER, true);
    return String.valueOf(port);
  }

  /** Motan wants to be told one. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ProtocolConfig protocol() {
    ProtocolConfig settings = new ProtocolConfig();
    settings.setId(protocol);
    settings.setName(protocol);
    return settings;
  }

  private static RegistryConfig registry(String kind, String address) {
    RegistryConfig registry = new RegistryConfig();
    registry.setRegProtocol(kind);
    if (!address.isEmpty()) {
      registry.setAddress(address);
    }
    return registry;
  }

  @Override
  public Work connect(String address) {
    RefererConfig<UserServiceAsync> reference = new RefererConfig<>();
    reference.setInterface(UserServiceAsync.class);
    reference.setGroup(GROUP);
    reference.setVersion(VERSION);
    reference.setRequestTimeout(10_000); // 200 ms unless told
    reference.setRegistry(registry("direct", "127.0.0.1:" + address));
    reference.setProtocol(protocol());
    return new MotanWork(reference.getRef());
  }
}
