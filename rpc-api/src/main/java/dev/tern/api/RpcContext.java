package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the code that runs now: the call that a provider serves, what its caller attached, the time that is
 * left for it, and whether anybody still waits. Calls made in a context take all of that along: they end no later than
 * it, are cancelled with it, and carry its persistent attachments.
 *
 * <p>Bound to a thread: to that of a handler while it runs, and to whatever runs by {@link #run}, {@link #wrap} or
 * {@link #executor()}. Plain threads and pools do not inherit it. Immutable, apart from what is attached to the reply,
 * and safe for many threads; {@link #with}, {@link #withTimeout} and {@link #detached} give copies.
 *
 * <pre>{@code
 * Long tenant = RpcContext.current().attachment(TENANT);                       // what the caller attached
 * RpcContext.current().reply(SERVED_BY, "node-7");                              // goes back with the reply
 * RpcContext.current().with(REASON, "audit").run(() -> ledger.append(entry));   // goes along with this call
 * }</pre>
 */
public final class RpcContext {
  /** Never inheritable: a pool's thread that is created during a call would keep that call's context for good. */
  private static final ThreadLocal<@Nullable RpcContext> CURRENT = new ThreadLocal<>();
  private static final RpcContext NONE =
      new RpcContext(null, null, Attachments.empty(), null, NanoClock.system(), null, null);

  private final @Nullable String service;
  private final @Nullable String method;
  private final Attachments received;
  private final @Nullable Deadline deadline;
  private final NanoClock clock;
  private final @Nullable Cancellation cancellation;
  private final @Nullable Executor handlers;
  private final RpcContext root; // of a derived one: that of the call, which holds what is attached to its reply
  private final @Nullable Replied<?> replied;
  /** What calls made here carry; null until asked for, since most handlers make none or have nothing to forward. */
  private volatile @Nullable Attachments outgoing;
  private AttachedReply reply = AttachedReply.NONE; // guarded by this, in a root

  private RpcContext(@Nullable String service, @Nullable String method, Attachments received,
      @Nullable Deadline deadline, NanoClock clock, @Nullable Cancellation cancellation, @Nullable Executor handlers) {
    this.service = service;
    this.method = method;
    this.received = received;
    this.deadline = deadline;
    this.clock = clock;
    this.cancellation = cancellation;
    this.handlers = handlers;
    this.root = this;
    this.replied = null;
  }

  private RpcContext(RpcContext from, Attachments received, @Nullable Deadline deadline,
      @Nullable Cancellation cancellation, @Nullable Attachments outgoing, @Nullable Replied<?> replied) {
    this.service = from.service;
    this.method = from.method;
    this.received = received;
    this.deadline = deadline;
    this.clock = from.clock;
    this.cancellation = cancellation;
    this.handlers = from.handlers;
    this.root = from.root;
    this.outgoing = outgoing;
    this.replied = replied;
  }

  /** The {@linkplain #isEmpty() empty} one: for work that nobody is waiting for. */
  public static RpcContext none() {
    return NONE;
  }

  /** The context of this thread; an {@linkplain #isEmpty() empty} one where there is none. */
  public static RpcContext current() {
    RpcContext bound = CURRENT.get();
    return bound == null ? NONE : bound;
  }

  /** True where there is none: no call is served here, and nothing was derived. */
  public boolean isEmpty() {
    return this == NONE;
  }

  /** Wire name of the service whose call is served, such as {@code demo.Greeting}; null outside of calls. */
  public @Nullable String service() {
    return service;
  }

  /** Wire name of the method that is served, such as {@code greet}; null outside of calls. */
  public @Nullable String method() {
    return method;
  }

  /** What came with the call that is served; empty outside of calls. */
  public Attachments attachments() {
    return received;
  }

  /**
   * What came with the call that is served under this key, or null.
   *
   * @throws RpcException INVALID_ARGUMENT, if the caller sent what stands for no value of this key
   */
  public <T> @Nullable T attachment(AttachmentKey<T> key) {
    return received.get(key);
  }

  /**
   * How often its caller had tried the call that is served before; 0 for a first try and outside of calls. Calls that
   * are made for a repeated one are not repeated themselves, unless they certainly reached nobody.
   */
  public int previousAttempts() {
    return root.received.previousAttempts();
  }

  /** What calls made here carry: the persistent ones of the call that is served, and those of {@link #with}. */
  public Attachments outgoing() {
    Attachments known = outgoing;
    if (known == null) {
      known = received.forwarded();
      outgoing = known;
    }
    return known;
  }

  /** The time by which what is done here has to end, on the timeline of {@link #clock()}; null if there is none. */
  public @Nullable Deadline deadline() {
    return deadline;
  }

  /** The clock of the deadline. */
  public NanoClock clock() {
    return clock;
  }

  /** What is left until the deadline, not less than zero; empty if there is none. */
  public Optional<Duration> remaining() {
    return deadline == null ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, deadline.remainingNanos(clock))));
  }

  /** True once nobody waits for the result any more: the caller gave up or is gone, or the deadline has passed. */
  public boolean cancelled() {
    return cancellation != null && cancellation.isCancelled() || deadline != null && deadline.remainingNanos(clock) <= 0;
  }

  /**
   * Registers an action for when the call that is served ends early: its caller gave up or is gone, or its deadline
   * passed. At once if that has happened. Never runs for a call that was answered, nor for the shorter deadline of a
   * context by {@link #withTimeout}.
   *
   * @param action must not block: it runs on the thread that noticed, often an event loop. What it throws goes to that
   *     thread's handler of uncaught exceptions
   * @return forgets the action. Needed by those that register many during one long call
   */
  public Runnable onCancel(Runnable action) {
    requireNonNull(action, "action");
    Cancellation watched = cancellation;
    if (watched == null) {
      return () -> { };
    }
    Runnable guarded = new CancelAction(this, action);
    watched.onCancel(guarded);
    return () -> watched.remove(guarded);
  }

  /** What ends this context early; null if nothing does. */
  public @Nullable Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Attaches a value to the reply of the call that is served, or replaces one. It travels before the reply's first
   * message, and with a failure as well. See {@link #replyAtEnd} for what is known later.
   *
   * @throws IllegalStateException if no call is served here, or its reply has been sent
   * @throws IllegalArgumentException if the value cannot travel, see {@link Attachments#with}
   */
  public <T> void reply(AttachmentKey<T> key, T value) {
    changeReply(known -> known.with(key, value, this));
  }

  /**
   * Attaches a value to the end of the reply, or replaces one: for what is known only then, such as a checksum of a
   * stream. It travels in the trailers, behind the last message, and with a failure as well. The caller of a unary
   * method sees no difference to {@link #reply}; of one name in both, that of the end counts.
   *
   * @throws IllegalStateException if no call is served here, or its reply has ended
   * @throws IllegalArgumentException if the value cannot travel, see {@link Attachments#with}
   */
  public <T> void replyAtEnd(AttachmentKey<T> key, T value) {
    changeReply(known -> known.withAtEnd(key, value, this));
  }

  /**
   * A copy whose calls carry one attachment more, or one replaced.
   *
   * @throws IllegalArgumentException if the value cannot travel, see {@link Attachments#with}
   */
  public <T> RpcContext with(AttachmentKey<T> key, T value) {
    return new RpcContext(this, received, deadline, cancellation, outgoing().with(key, value), replied);
  }

  /**
   * A copy whose calls end after this time, or earlier where the context's own deadline comes first: that is never
   * extended.
   *
   * @param timeout from now on, &gt; 0
   */
  public RpcContext withTimeout(Duration timeout) {
    Deadline other = Deadline.after(timeout, clock);
    return deadline != null && deadline.atNanos() - other.atNanos() <= 0 ? this
        : new RpcContext(this, received, other, cancellation, outgoing, replied);
  }

  /** A copy for work that outlives the call: it has the attachments, but neither deadline nor cancellation. */
  public RpcContext detached() {
    return deadline == null && cancellation == null ? this
        : new RpcContext(this, received, null, null, outgoing, replied);
  }

  /** Runs the task in this context. */
  public void run(Runnable task) {
    RpcContext previous = enter(this);
    try {
      task.run();
    } finally {
      restore(previous);
    }
  }

  /** Runs the task in this context. */
  public <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
    RpcContext previous = enter(this);
    try {
      return task.call();
    } finally {
      restore(previous);
    }
  }

  /** Runs the task in this context. */
  public <T extends @Nullable Object> T supply(Supplier<T> task) {
    RpcContext previous = enter(this);
    try {
      return task.get();
    } finally {
      restore(previous);
    }
  }

  /** The task, to be run in this context wherever it runs. */
  public Runnable wrap(Runnable task) {
    requireNonNull(task, "task");
    return () -> run(task);
  }

  /** The task, to be run in this context wherever it runs. */
  public <T extends @Nullable Object> Callable<T> wrapCallable(Callable<T> task) {
    requireNonNull(task, "task");
    return () -> call(task);
  }

  /** The task, to be run in this context wherever it runs. */
  public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task) {
    requireNonNull(task, "task");
    return () -> supply(task);
  }

  /** The executor, for tasks that all run in this context. */
  public Executor wrap(Executor executor) {
    requireNonNull(executor, "executor");
    return task -> executor.execute(wrap(task));
  }

  /**
   * The executor, for tasks that each run in the context of whoever handed it over. For an application's own pools:
   * wrapped once, they carry every context.
   */
  public static Executor carrying(Executor executor) {
    requireNonNull(executor, "executor");
    return task -> executor.execute(current().wrap(task));
  }

  /**
   * The provider's executor of handlers, for tasks that run in this context: {@code supplyAsync(work,
   * RpcContext.current().executor())}. It rejects work as it rejects calls, when too much waits.
   *
   * @throws IllegalStateException if no call is served here
   */
  public Executor executor() {
    if (handlers == null) {
      throw new IllegalStateException("executor: no call is served here. Use RpcContext.carrying(pool) with a pool of yours.");
    }
    return wrap(handlers);
  }

  /**
   * Makes one call and keeps what its provider attached to the reply: {@code RpcContext.replied(() -> users.find(42))}.
   * Of a call that fails, it is with the failure: {@link RpcException#attachments()}.
   *
   * @param call makes the call; if it makes several, the first counts
   * @throws E what the call throws
   */
  public static <T extends @Nullable Object, E extends Exception> Replied<T> replied(Replied.Call<T, E> call) throws E {
    Replied<T> replied = new Replied<>();
    RpcContext here = current();
    RpcContext previous = enter(new RpcContext(here, here.received, here.deadline, here.cancellation, here.outgoing, replied));
    try {
      return replied.with(call.make());
    } finally {
      restore(previous);
    }
  }

  /**
   * For frameworks: the context of a call that is served. To be {@linkplain #enter entered} around all of the user's
   * code that runs for it.
   *
   * @param service wire name
   * @param method wire name
   * @param received what came with it
   * @param deadline on the timeline of {@code clock}; null for none
   * @param cancellation fires when the call ends early, its deadline included
   * @param handlers runs handlers
   */
  public static RpcContext serving(String service, String method, Attachments received, @Nullable Deadline deadline,
      NanoClock clock, Cancellation cancellation, Executor handlers) {
    return new RpcContext(requireNonNull(service, "service"), requireNonNull(method, "method"),
        requireNonNull(received, "received"), deadline, requireNonNull(clock, "clock"),
        requireNonNull(cancellation, "cancellation"), requireNonNull(handlers, "handlers"));
  }

  /** For frameworks: a copy of a served call's context with what a filter made of its attachments. */
  public RpcContext withReceived(Attachments other) {
    return other == received ? this : new RpcContext(this, other, deadline, cancellation, null, replied);
  }

  /**
   * For frameworks: binds a context to this thread. Whoever enters restores, on the same thread and finally: {@code
   * RpcContext previous = enter(context); try { ... } finally { restore(previous); }}.
   *
   * @return what {@link #restore} takes: the context that was bound before, or null
   */
  public static @Nullable RpcContext enter(RpcContext context) {
    RpcContext previous = CURRENT.get();
    CURRENT.set(context == NONE ? null : context);
    return previous;
  }

  /** For frameworks: binds what was bound before {@link #enter}. */
  public static void restore(@Nullable RpcContext previous) {
    CURRENT.set(previous); // not remove(): a pool's thread keeps its slot, empty, for the next call
  }

  /** For frameworks: what goes with the reply's headers. {@link #reply} refuses from here on; again, it is the same. */
  public Attachments takeReply() {
    return changeReply(AttachedReply::begun).atStart();
  }

  /** For frameworks: what goes with its trailers. Nothing can be attached from here on; again, it is the same. */
  public Attachments takeReplyAtEnd() {
    return changeReply(AttachedReply::ended).atEnd();
  }

  AttachedReply changeReply(UnaryOperator<AttachedReply> change) {
    synchronized (root) {
      root.reply = change.apply(root.reply);
      return root.reply;
    }
  }

  /** Who wants to know about the reply of a call made here. */
  @Nullable Replied<?> replied() {
    return replied;
  }

  /**
   * For frameworks: who wants to know what is attached to the reply of the call that is about to be made. Asked once
   * per outgoing call; null nearly always, and for every call but the first within {@link #replied}.
   */
  public @Nullable Consumer<Attachments> takeReplied() {
    Replied<?> waiting = replied;
    return waiting != null && waiting.take() ? waiting::set : null;
  }

  /** Whose call it is and the names of what it carries, never a value. */
  @Override
  public String toString() {
    return isEmpty() ? "RpcContext[none]" : "RpcContext[" + (method == null ? "" : service + "/" + method + ", ")
        + "outgoing " + outgoing() + "]";
  }
}
