package dev.tern.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.CodecFactory;
import dev.tern.api.spi.DecodeException;
import dev.tern.tck.HostileFrames;
import dev.tern.tck.HostileFrames.Target;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A process that reads frames with foreign class names in them, in every codec and at every place of every message. Its
 * JVM logs each class it loads.
 */
final class ForeignNames {
  /** Of the JDK, each the way into some known attack; the canary last. */
  static final List<String> NAMES = List.of("javax.management.BadAttributeValueExpException", "java.lang.ProcessBuilder",
      "com.sun.rowset.JdbcRowSetImpl", "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
      "javax.script.ScriptEngineManager", "javax.naming.InitialContext", "javax.naming.ldap.LdapName",
      "java.rmi.server.UnicastRemoteObject", "javax.swing.JEditorPane", "javax.swing.UIDefaults",
      "java.util.logging.FileHandler", "javax.imageio.ImageIO", "java.beans.EventHandler", "sun.rmi.server.UnicastRef",
      "java.security.SignedObject", "javax.sql.rowset.BaseRowSet", "dev.tern.it.Canary");

  private ForeignNames() {}

  public static void main(String[] arguments) {
    for (CodecFactory factory : ServiceLoader.load(CodecFactory.class)) {
      if (!factory.name().equals("foreign")) {
        System.out.println("read " + factory.name() + " " + readAll(HostileFrames.of(factory.create())));
      }
    }
    System.out.println("done");
  }

  private static int readAll(HostileFrames frames) {
    int read = 0;
    for (Target target : frames.targets()) {
      for (byte[] frame : target.frames()) {
        int step = 1 + frame.length / 200;
        for (int at = 0; at <= frame.length; at += step) {
          for (byte[] planted : plants(NAMES.get(read % NAMES.size()))) {
            read(target, spliced(frame, at, at, planted));
            read(target, spliced(frame, at, Math.min(at + 1, frame.length), planted));
            read++;
          }
          read(target, spliced(frame, at, at, text("dev.tern.it.Canary")));
        }
      }
    }
    return read;
  }

  private static void read(Target target, byte[] frame) {
    try {
      target.read(frame);
    } catch (DecodeException e) {
      // as it should be; so is a name that was taken for text
    }
  }

  /** A name as each format has types: maps, lists, definitions of Hessian; members of JSON; a string of Protobuf. */
  private static List<byte[]> plants(String name) {
    List<byte[]> plants = new ArrayList<>();
    plants.add(joined(new byte[] {'M'}, text(name), text("value"), text("x"), new byte[] {'Z'}));
    plants.add(joined(new byte[] {'C'}, text(name), new byte[] {(byte) 0x91}, text("value"), new byte[] {0x60}, text("x")));
    plants.add(joined(new byte[] {0x71}, text(name), text("x")));
    plants.add(joined(new byte[] {'V'}, text(name), new byte[] {(byte) 0x90}));
    plants.add(joined(new byte[] {'U'}, text(name), new byte[] {'Z'}));
    plants.add(("{\"@type\":\"" + name + "\",\"@class\":\"" + name + "\",\"class\":\"" + name + "\"}").getBytes(UTF_8));
    plants.add(("\"@type\":\"" + name + "\",").getBytes(UTF_8));
    plants.add(("\"" + name + "\"").getBytes(UTF_8));
    plants.add(joined(new byte[] {0x0a, (byte) name.length()}, name.getBytes(UTF_8)));
    return plants;
  }

  /** As Hessian writes a string. */
  private static byte[] text(String text) {
    byte[] length = text.length() < 32 ? new byte[] {(byte) text.length()}
        : new byte[] {(byte) (0x30 + (text.length() >> 8)), (byte) text.length()};
    return joined(length, text.getBytes(UTF_8));
  }

  private static byte[] spliced(byte[] frame, int from, int to, byte[] planted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(frame, 0, from);
    bytes.writeBytes(planted);
    bytes.write(frame, to, frame.length - to);
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
