package dev.tern.examples.demo;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Starts the processes of the demo, tells how it goes and cleans up, also when it is interrupted. Ends with 0 only if
 * nothing failed, with 1 if something did, with 2 for arguments that cannot be.
 */
public final class Demo {
  private final Workspace workspace;
  private final Children children;
  private final RealRegistry registry;
  private final Screen screen;
  private volatile boolean ended;
  private volatile boolean keepWorkspace;

  private Demo(Workspace workspace, RealRegistry registry, Screen screen) {
    this.workspace = workspace;
    this.children = new Children(workspace);
    this.registry = registry;
    this.screen = screen;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      DemoSettings settings = DemoSettings.parse(arguments);
      boolean inPlace = Boolean.getBoolean("terndemo.terminal");
      Demo demo = new Demo(Workspace.create(), new RealRegistry(settings.registry()),
          inPlace ? new TableScreen(System.out) : new PlainScreen(System.out));
      // The one place that cleans up: it is reached by Ctrl-C as by the end of the story.
      Runtime.getRuntime().addShutdownHook(new Thread(demo::cleanUp, "demo-clean-up"));
      System.exit(demo.run(settings) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private boolean run(DemoSettings settings) throws InterruptedException {
    DemoRun run = new DemoRun(settings, workspace, children, registry, screen);
    boolean passed = false;
    try {
      passed = run.play();
    } catch (DemoFailure | TimeoutException | IOException | IllegalStateException e) {
      if (children.areClosed()) {
        Thread.sleep(Long.MAX_VALUE); // interrupted: what fails now is no news, and the JVM is ending
      }
      screen.event(e instanceof DemoFailure || e instanceof TimeoutException ? e.getMessage() : e.toString());
    }
    ended = true;
    if (!passed) {
      keepWorkspace = true;
      screen.event("logs and ledger are kept in " + workspace.root());
    }
    System.out.println(run.summary());
    return passed;
  }

  private void cleanUp() {
    children.close();
    try {
      registry.close();
    } catch (IOException e) {
      System.err.println("the registry's data is left behind: " + e);
    }
    try {
      if (!keepWorkspace) {
        workspace.delete();
      }
    } catch (IOException e) {
      System.err.println(workspace.root() + " is left behind: " + e);
    }
    if (!ended) {
      System.err.println("demo: interrupted");
    }
  }
}
