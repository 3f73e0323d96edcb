package dev.tern.core.routing;

import dev.tern.api.spi.Candidate;
import org.jspecify.annotations.Nullable;

/** What a provider must be like for a rule to let calls go to it. */
sealed interface Target {
  Values values();

  /** What the provider has there; null if nothing. */
  @Nullable String of(Candidate candidate);

  /** How it is written, without the values. */
  String subject();

  default boolean holds(Candidate candidate) {
    return values().match(of(candidate));
  }

  /** Host and port, or the host alone. */
  record Address(Values values) implements Target {
    @Override
    public String of(Candidate candidate) {
      return candidate.endpoint().toString();
    }

    @Override
    public boolean holds(Candidate candidate) {
      return values.match(candidate.endpoint().toString(), candidate.endpoint().host());
    }

    @Override
    public String subject() {
      return "address";
    }
  }

  /** Where it stands. */
  record Zone(Values values) implements Target {
    @Override
    public @Nullable String of(Candidate candidate) {
      return candidate.zone().isEmpty() ? null : candidate.zone();
    }

    @Override
    public String subject() {
      return "zone";
    }
  }

  /** What it says about itself. */
  record Metadata(String key, Values values) implements Target {
    /** The key that rules may write without {@code metadata.} before it. */
    static final String TAG = "tag";

    @Override
    public @Nullable String of(Candidate candidate) {
      return candidate.metadata().get(key);
    }

    @Override
    public String subject() {
      return key.equals(TAG) ? TAG : "metadata." + key;
    }
  }
}
