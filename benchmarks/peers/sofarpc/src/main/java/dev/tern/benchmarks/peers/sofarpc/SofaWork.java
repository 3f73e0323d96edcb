package dev.tern.benchmarks.peers.sofarpc;

import com.alipay.sofa.rpc.context.RpcInvokeContext;
import com.alipay.sofa.rpc.core.exception.SofaRpcException;
import com.alipay.sofa.rpc.core.invoke.SofaResponseCallback;
import com.alipay.sofa.rpc.core.request.RequestBase;
import dev.tern.benchmarks.call.bean.BeanWork;
import dev.tern.benchmarks.call.bean.UserApi;
import dev.tern.benchmarks.call.bean.UserBean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work through SOFARPC's proxies; asynchronous calls by a callback for each. */
final class SofaWork extends BeanWork {
  /** A consumer has to name a callback even if each call brings its own. */
  static final SofaResponseCallback<Object> NOBODY = new Told(Method.EXIST_USER, 0, failure -> { });

  private final UserApi async;

  SofaWork(UserApi users, UserApi async) {
    super(users);
    this.async = async;
  }

  @Override
  public void async(Method method, long number, Consumer<@Nullable Throwable> done) {
    RpcInvokeContext.removeContext(); // inside a callback it is still that of the call before, with its callback
    RpcInvokeContext.getContext().setResponseCallback(new Told(method, number, done));
    switch (method) {
      case EXIST_USER -> async.existUser(EMAIL);
      case CREATE_USER -> async.createUser(UserBean.sample(number));
      case GET_USER -> async.getUser(number);
      case LIST_USER -> async.listUser((int) number);
    }
  }

  private record Told(Method method, long number, Consumer<@Nullable Throwable> done)
      implements SofaResponseCallback<Object> {
    @Override
    public void onAppResponse(Object reply, String name, RequestBase request) {
      done.accept(right(method, number, reply) ? null : new IllegalStateException("wrong reply"));
    }

    @Override
    public void onAppException(Throwable failure, String name, RequestBase request) {
      done.accept(failure);
    }

    @Override
    public void onSofaException(SofaRpcException failure, String name, RequestBase request) {
      done.accept(failure);
    }
  }
}
