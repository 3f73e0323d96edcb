package dev.tern.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Three etcd servers that agree with each other: what happens without one of them, or without its leader. */
public final class EtcdCluster implements AutoCloseable {
  private static final int SIZE = 3;
  private static final Duration LEADER_WITHIN = Duration.ofSeconds(20);
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

  private final List<EtcdServer> members;

  private EtcdCluster(List<EtcdServer> members) {
    this.members = members;
  }

  /**
   * Starts three, and waits until all of them serve.
   *
   * @throws IOException if there is no etcd, saying how to get it, or if they do not start
   */
  public static EtcdCluster start() throws IOException, InterruptedException {
    EtcdBinary binary = EtcdBinary.find();
    List<EtcdServer.Identity> identities = new ArrayList<>();
    for (int i = 1; i <= SIZE; i++) {
      identities.add(EtcdServer.Identity.create("member" + i, List.of()));
    }
    List<String> peers = identities.stream().map(EtcdServer.Identity::peer).toList();
    String token = EtcdServer.newToken();
    EtcdCluster cluster = new EtcdCluster(new ArrayList<>());
    try {
      for (EtcdServer.Identity identity : identities) {
        cluster.members.add(new EtcdServer(identity, binary, token, peers));
      }
      for (EtcdServer member : cluster.members) {
        member.launch(); // all of them before waiting for one: it takes two to elect a leader
      }
      for (EtcdServer member : cluster.members) {
        member.awaitReady();
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** All three, always in the same order. */
  public List<EtcdServer> members() {
    return List.copyOf(members);
  }

  /** Its URL as a registry, naming all members. */
  public String url() {
    return "etcd://" + members.stream().map(EtcdServer::endpoint).collect(Collectors.joining(","));
  }

  /**
   * The member that leads now; waits for an election that is under way.
   *
   * @throws IOException if none leads for long
   */
  public EtcdServer leader() throws IOException, InterruptedException {
    long end = System.nanoTime() + LEADER_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      for (EtcdServer member : members) {
        if (leads(member)) {
          return member;
        }
      }
      Thread.sleep(20);
    }
    throw new IOException("no member leads");
  }

  private static boolean leads(EtcdServer member) throws InterruptedException {
    try {
      String status = member.post("/v3/maintenance/status", "{}", Duration.ofMillis(500));
      Matcher self = MEMBER.matcher(status);
      Matcher leader = LEADER.matcher(status);
      return self.find() && leader.find() && self.group(1).equals(leader.group(1));
    } catch (IOException e) {
      return false; // killed or paused: it does not lead
    }
  }

  /** The members that do not lead now. */
  public List<EtcdServer> followers() throws IOException, InterruptedException {
    EtcdServer leader = leader();
    return members.stream().filter(member -> member != leader).toList();
  }

  /** Kills all and deletes their data. */
  @Override
  public void close() throws IOException, InterruptedException {
    for (EtcdServer member : members) {
      member.close();
    }
  }
}
