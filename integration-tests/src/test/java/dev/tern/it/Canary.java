package dev.tern.it;

/** Nobody's business: no signature reaches it. If it is ever loaded, some name on the wire was followed. */
public final class Canary extends RuntimeException implements Comparable<Canary> {
  private static final long serialVersionUID = 1L;

  static {
    System.out.println("canary: initialised");
  }

  private Object value = "";

  /** As decoders make things. */
  public Canary() {
    System.out.println("canary: made");
  }

  public void setValue(Object newValue) {
    System.out.println("canary: set");
    value = newValue;
  }

  private Object readResolve() {
    System.out.println("canary: resolved");
    return value;
  }

  @Override
  public int compareTo(Canary other) {
    System.out.println("canary: compared");
    return 0;
  }

  @Override
  public int hashCode() {
    System.out.println("canary: hashed");
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other == this || other instanceof Canary && readResolve() != null;
  }
}
