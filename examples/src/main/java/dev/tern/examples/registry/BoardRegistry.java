package dev.tern.examples.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A driver for a {@link BoardServer}. Tern's registry loop calls the five methods below, one at a time, and does
 * everything hard itself: it tries again, with backoff; it puts a record again that a listing misses; it lists again
 * every 30 to 60 s; it keeps the last known providers while the registry is away. A driver never retries, never caches
 * and never logs what it throws.
 */
final class BoardRegistry implements RegistryDriver {
  private static final Duration LONG_POLL = Duration.ofSeconds(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 500;

  private final BoardClient board;
  private final Duration ttl;
  private final String owner = UUID.randomUUID().toString();
  private final Map<Watch, Thread> watches = new HashMap<>(); // guarded by itself
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean renewing; // guarded by this

  BoardRegistry(Endpoint address, Duration ttl) {
    this.board = new BoardClient(address);
    this.ttl = ttl;
  }

  /** Puts the record under our lease. Whatever stood under this id is replaced, and ours from now on. */
  @Override
  public void put(String service, String id, byte[] record, Duration timeout) throws IOException {
    board.send("PUT", "/" + service + "/" + id + "?owner=" + owner + "&ttl=" + ttl.toMillis(), record, timeout);
    startRenewing();
  }

  /** The board compares the owner: a record that a successor has put stays. */
  @Override
  public void remove(String service, String id, Duration timeout) throws IOException {
    board.send("DELETE", "/" + service + "/" + id + "?owner=" + owner, null, timeout);
  }

  /** Always reads the board, never a cache: first line store and version, then one line per record. */
  @Override
  public Listing list(String service, Duration timeout) throws IOException {
    String[] lines = board.send("GET", "/" + service, null, timeout).split("\n");
    try {
      Map<String, byte[]> records = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        String[] words = lines[i].split(" ");
        records.put(words[0], Base64.getDecoder().decode(words[1].getBytes(US_ASCII)));
      }
      return new Listing(lines[0].split(" ")[0], Long.parseLong(lines[0].split(" ")[1]), records);
    } catch (RuntimeException e) {
      throw new IOException("this is no board: its answer cannot be read", e);
    }
  }

  /** Only a hint: says that something may have changed, and leaves it to the loop to read what. */
  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout) throws IOException {
    String seen = board.send("GET", "/" + service, null, timeout).split("\n")[0]; // what comes after this is reported
    Watch watch = new Watch(service, listener, seen);
    synchronized (watches) {
      start(watch, "board-watch", thread -> watches.put(watch, thread));
    }
    return () -> {
      Thread ending;
      synchronized (watches) {
        ending = watches.remove(watch);
      }
      if (ending != null) {
        watch.connection.close();
        ending.interrupt();
      }
    };
  }

  private void start(Runnable task, String name, Consumer<Thread> keep) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    keep.accept(thread);
    thread.start();
  }

  private synchronized void startRenewing() {
    if (!renewing) {
      renewing = true;
      start(this::renew, "board-lease", thread -> { });
    }
  }

  /** A lease that was lost, since we or the board slept too long, is a change: the loop then puts its records again. */
  private void renew() {
    try {
      while (!closed.await(ttl.toMillis() / 3, TimeUnit.MILLISECONDS)) {
        boolean kept = true;
        try {
          kept = board.send("POST", "/?owner=" + owner + "&ttl=" + ttl.toMillis(), null, ttl.dividedBy(3)).equals("ok");
        } catch (IOException e) {
          kept = false; // perhaps: better once too often
        }
        if (!kept) {
          tellAll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but the end of the JVM interrupts this thread
    }
  }

  private void tellAll() {
    synchronized (watches) {
      watches.keySet().forEach(watch -> watch.listener.changed());
    }
  }

  /** Takes the records back, if the board answers within a second, and ends every thread. Idempotent. */
  @Override
  public void close() {
    if (closed.getCount() == 0) {
      return;
    }
    closed.countDown();
    synchronized (watches) {
      watches.forEach((watch, thread) -> {
        watch.connection.close();
        thread.interrupt();
      });
      watches.clear();
    }
    try {
      board.send("DELETE", "/?owner=" + owner, null, CLOSE_TIMEOUT);
    } catch (IOException e) {
      // the lease ends by itself
    }
    board.close();
  }

  /** Asks the board to answer when something is new, again and again, on a thread of its own. */
  private final class Watch implements Runnable {
    private final String service;
    private final Listener listener;
    private final BoardClient connection = board.another();
    private String seen;

    Watch(String service, Listener listener, String seen) {
      this.service = service;
      this.listener = listener;
      this.seen = seen;
    }

    @Override
    public void run() {
      try {
        while (isWatching()) {
          try {
            String now = connection.send("GET", "/" + service + "?wait=" + LONG_POLL.toMillis() + "&seen="
                + seen.replace(' ', '+'), null, LONG_POLL.multipliedBy(2)).split("\n")[0];
            if (!now.equals(seen)) {
              seen = now;
              tell();
            }
          } catch (IOException e) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            tell(); // whatever we missed meanwhile
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // told to end
      }
    }

    private void tell() {
      if (isWatching()) {
        listener.changed();
      }
    }

    private boolean isWatching() {
      synchronized (watches) {
        return watches.containsKey(this);
      }
    }
  }
}
