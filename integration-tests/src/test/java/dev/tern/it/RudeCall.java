package dev.tern.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a consumer, or whoever reached the port, can do to a provider, and what it then gets to hear. */
enum RudeCall {
  IS_AS_IT_SHOULD_BE("reply, status 0") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "fine");
    }
  },
  ENDS_WITHOUT_A_MESSAGE("status 3 the request has no message (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.headers(1, true, RudeConsumer.headers());
    }
  },
  SENDS_HEADERS_AND_STALLS("reset 8") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1, "grpc-timeout", "200m");
    }
  },
  NEVER_HALF_CLOSES("reset 8") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1, "grpc-timeout", "200m");
      me.wire.data(1, false, RudeConsumer.request("rude"));
    }
  },
  SENDS_HALF_A_MESSAGE_AND_ENDS("status 13 Encountered end-of-stream mid-frame") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, true, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 9, (byte) 1);
    }
  },
  SENDS_TWO_MESSAGES("status 3 the request has more than one message (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, false, RudeConsumer.request("rude"));
      me.wire.data(1, true, RudeConsumer.request("rude"));
    }
  },
  CLAIMS_A_MESSAGE_OF_FOUR_GIGABYTES("status 8 gRPC message exceeds maximum size 4194304: -1") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, false, (byte) 0, (byte) -1, (byte) -1, (byte) -1, (byte) -1);
    }
  },
  SENDS_WHAT_IS_NO_MESSAGE("status 3 the request cannot be decoded: OnceRequest: number cut off (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, true, RawHttp2.message((byte) -1, (byte) -2));
    }
  },
  HAS_NO_TE("reply, status 0") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "te", "");
    }
  },
  HAS_NO_CONTENT_TYPE("HTTP 415 status 13 Content-Type is missing from the request, reply") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "content-type", "");
    }
  },
  HAS_ANOTHER_CONTENT_TYPE("HTTP 415 status 13 Content-Type 'text/html' is not supported, reply") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "content-type", "text/html");
    }
  },
  HAS_AN_UNKNOWN_CODEC(
      "status 12 no codec \"nonsense\" here%0A  This provider has: foreign, hessian, json, protobuf (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "content-type", "application/grpc+nonsense");
    }
  },
  IS_A_GET("HTTP 405 status 13 Method 'GET' is not supported, reply") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":method", "GET");
    }
  },
  HAS_NO_PATH("HTTP 404 status 12 Expected path but is missing, reply") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":path", "");
    }
  },
  HAS_A_PATH_WITHOUT_A_SLASH("HTTP 404 status 12 Expected path to start with /: once, reply") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":path", "once");
    }
  },
  HAS_AN_UNKNOWN_PATH("status 12 no method \"nothing\" in dev.tern.it.Work here%0A  It has: crash, once, onceInTime,"
      + " onceLater, safe, safeLater (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":path", "/dev.tern.it.Work/nothing");
    }
  },
  HAS_A_PATH_OF_NINE_THOUSAND_BYTES("HTTP 431 status null") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":path", "/" + "x".repeat(9_000));
    }
  },
  HAS_A_PATH_OF_SEVEN_THOUSAND_BYTES("status 12 no service \"" + "x".repeat(64)
      + "...\" here%0A  This provider offers: dev.tern.it.Work (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", ":path", "/" + "x".repeat(7_000) + "/%00\u00e9");
    }
  },
  HAS_A_TIMEOUT_THAT_IS_NONE("reset 2") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "soon");
    }
  },
  HAS_AN_EMPTY_TIMEOUT("reset 2") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "");
    }
  },
  HAS_A_NEGATIVE_TIMEOUT("reset 8") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "-5S");
    }
  },
  HAS_A_TIMEOUT_WITHOUT_A_UNIT("reset 2") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "0");
    }
  },
  HAS_A_TIMEOUT_OF_ZERO("reset 8") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "0S");
    }
  },
  HAS_A_TIMEOUT_OF_TEN_THOUSAND_YEARS("reply, status 0") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "fine", "grpc-timeout", "99999999H");
    }
  },
  HAS_A_TIMEOUT_OF_NINETEEN_DIGITS("reset 2") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "grpc-timeout", "9999999999999999999S");
    }
  },
  HAS_TWO_TIMEOUTS("reply, status 0") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.headers(1, false, twice("grpc-timeout", "3S", "grpc-timeout", "2S"));
      me.wire.data(1, true, RudeConsumer.request("fine"));
    }
  },
  HAS_TWO_CONTENT_TYPES("status 3 the request cannot be decoded: request: not JSON, at character 2 (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.headers(1, false, twice("content-type", "application/grpc+json"));
      me.wire.data(1, true, RudeConsumer.request("rude"));
    }
  },
  HAS_TWO_PATHS("reset 1, then goaway 1, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.headers(1, false, twice(":path", "/dev.tern.it.Work/crash"));
      me.wire.data(1, true, RudeConsumer.request("rude"));
    }
  },
  HAS_A_HEADER_IN_CAPITALS("reset 1, then goaway 1, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "rude", "Loud", "yes");
    }
  },
  HAS_A_BINARY_HEADER_THAT_IS_NONE("reset 1, then goaway 1, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(1, "fine", "trace-bin", "%%%");
    }
  },
  CLAIMS_TO_COMPRESS("status 13 Can't decode compressed gRPC message as compression not configured") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, true, flagged(RudeConsumer.request("rude")));
    }
  },
  CLAIMS_GZIP("status 13 request cannot be read: Not in GZIP format (executed: no)") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1, "grpc-encoding", "gzip");
      me.wire.data(1, true, flagged(RudeConsumer.request("rude")));
    }
  },
  COMPRESSES_IN_ITS_OWN_WAY("status 12 Can't find decompressor for own") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1, "grpc-encoding", "own");
      me.wire.data(1, true, flagged(RudeConsumer.request("rude")));
    }
  },
  SENDS_NO_HPACK("goaway 9, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.send(RawHttp2.HEADERS, 5, 1, (byte) -1, (byte) -1, (byte) -1, (byte) -1);
    }
  },
  SENDS_DATA_TO_NO_STREAM("goaway 1, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.data(1, true, RudeConsumer.request("rude"));
    }
  },
  OPENS_A_STREAM_OF_AN_EVEN_NUMBER("goaway 1, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.call(2, "rude");
    }
  },
  SENDS_MORE_THAN_THE_WINDOW("reset 3") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      for (int i = 0; i < 300; i++) {
        me.wire.data(1, false, new byte[16_000]);
      }
    }
  },
  OVERFLOWS_THE_WINDOW("goaway 3, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.window(0, Integer.MAX_VALUE);
    }
  },
  SENDS_A_FRAME_OF_A_MEGABYTE("goaway 6, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      me.wire.data(1, true, new byte[1 << 20]);
    }
  },
  SPEAKS_HTTP_1("goaway 1, closed") {
    @Override
    boolean isPolite() {
      return false;
    }

    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  },
  SPEAKS_NONSENSE("goaway 1, closed") {
    @Override
    boolean isPolite() {
      return false;
    }

    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.raw(new byte[1_000]);
    }
  },
  CONTINUES_ITS_HEADERS_FOR_EVER("goaway 11, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.wire.send(RawHttp2.HEADERS, 0, 1, RawHttp2.block(RudeConsumer.headers()));
      for (int i = 0; i < 1_000; i++) {
        me.wire.send(RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("more" + i, "x".repeat(100)));
      }
    }
  },
  /** grpc-java allows empty frames, but not in front of a message. */
  SENDS_EMPTY_FRAMES_FOR_EVER("status 2") {
    @Override
    void on(RudeConsumer me) throws IOException {
      me.begin(1);
      for (int i = 0; i < 1_000; i++) {
        me.wire.data(1, false);
      }
      me.wire.data(1, true, RudeConsumer.request("rude"));
    }
  },
  PINGS_FOR_EVER("goaway 11, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      for (int i = 0; i < 10_000; i++) {
        me.wire.ping();
      }
    }
  },
  RESETS_FOR_EVER("goaway 11, closed") {
    @Override
    void on(RudeConsumer me) throws IOException {
      for (int stream = 1; stream < 60_000; stream += 2) {
        me.begin(stream);
        me.wire.reset(stream, RawHttp2.CANCEL);
      }
    }
  };

  private final String heard;

  /** @param heard what the provider says; and then to a proper call on the same connection, unless it answers that */
  RudeCall(String heard) {
    this.heard = heard;
  }

  String heard() {
    return heard;
  }

  /** Whether the connection begins as it should. */
  boolean isPolite() {
    return true;
  }

  abstract void on(RudeConsumer me) throws IOException;

  private static String[] twice(String... more) {
    String[] usual = RudeConsumer.headers();
    String[] all = new String[usual.length + more.length];
    System.arraycopy(usual, 0, all, 0, usual.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return all;
  }

  private static byte[] flagged(byte[] message) {
    message[0] = 1;
    return message;
  }
}
