# Sourced by check, demo and bench: finds a JDK, Maven and etcd, or says what is missing. Leaves JAVA_HOME, PATH and
# ETCD_BIN set.

tern_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tern_min_java=17

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# java_major <java home>: its major version, or nothing if that is no JDK.
java_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# installed_jdks: "<major> <home>" of every JDK in the usual places, oldest first, each once.
installed_jdks() {
  local home major
  for home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -L "$home" ] && continue
    major="$(java_major "$home")"
    [ -n "$major" ] && printf '%s %s\n' "$major" "$home"
  done | sort -n
  return 0
}

# need_java: the JDK that builds. JAVA_HOME wins, then the path, then the oldest installed one that is new enough.
need_java() {
  local home="${JAVA_HOME:-}" major
  if [ -z "$home" ] && command -v javac >/dev/null; then
    home="$(cd "$(dirname "$(readlink -f "$(command -v javac)")")/.." && pwd)"
  fi
  major="$(java_major "${home:-/nowhere}")"
  if [ -z "$major" ] || [ "$major" -lt "$tern_min_java" ]; then
    [ -z "${JAVA_HOME:-}" ] || die "JAVA_HOME=$JAVA_HOME is no JDK of version $tern_min_java or newer."
    read -r major home < <(installed_jdks | awk -v min="$tern_min_java" '$1 >= min') || true
    [ -n "${home:-}" ] && [ -n "$major" ] ||
      die "No JDK $tern_min_java or newer found." \
        "Install one (Debian, Ubuntu: apt-get install openjdk-$tern_min_java-jdk-headless), or set JAVA_HOME."
  fi
  export JAVA_HOME="$home" PATH="$home/bin:$PATH"
  tern_java_major="$major"
}

# newer_java: home of a JDK to test on besides the one that builds: 25 if it is there, else the newest; or nothing.
newer_java() {
  installed_jdks | awk -v built="$tern_java_major" '
    $1 > built { newest = $2; if ($1 == 25) preferred = $2 }
    END { if (preferred) print preferred; else if (newest) print newest }'
}

# need_maven: mvn on the path, installed from the distribution where we may.
need_maven() {
  command -v mvn >/dev/null && return
  if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    say "Maven is missing; installing it (apt-get install maven)."
    DEBIAN_FRONTEND=noninteractive apt-get install -y maven >&2 ||
      { apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y maven >&2; } || true
    hash -r
  fi
  command -v mvn >/dev/null ||
    die "Maven 3.8.6 or newer is missing." \
      "Debian, Ubuntu: sudo apt-get install maven. macOS: brew install maven. Elsewhere: https://maven.apache.org/install.html"
}

# need_etcd: an etcd to start for tests and for the demo, fetched into .cache from the distribution where we can.
# It is unpacked there and not installed: an installed one is started by the system, on the standard port.
need_etcd() {
  local cached="$tern_root/.cache/etcd/usr/bin/etcd"
  if [ -n "${ETCD_BIN:-}" ]; then
    [ -x "$ETCD_BIN" ] || die "ETCD_BIN=$ETCD_BIN is no etcd that can be run."
  elif [ -n "$(type -P etcd)" ]; then
    ETCD_BIN="$(type -P etcd)"
  else
    [ -x "$cached" ] || fetch_etcd
    [ -x "$cached" ] || die "etcd 3.4 or newer is missing, for the tests and the demo of the etcd registry." \
      "Put one on the path, or set ETCD_BIN. macOS: brew install etcd. Elsewhere: https://github.com/etcd-io/etcd/releases"
    ETCD_BIN="$cached"
  fi
  export ETCD_BIN
}

# fetch_etcd: from Debian or Ubuntu into .cache, without becoming root. Whole or not at all.
fetch_etcd() {
  local folder="$tern_root/.cache/etcd" fetched="$tern_root/.cache/etcd.$$"
  [ -n "$(type -P apt-get)" ] && [ -n "$(type -P dpkg)" ] || return 0
  say "etcd is missing; fetching it into .cache (apt-get download etcd-server)."
  mkdir -p "$fetched"
  if (
    cd "$fetched" &&
      { apt-get download etcd-server || { [ "$(id -u)" = 0 ] && apt-get update && apt-get download etcd-server; }; } &&
      dpkg -x etcd-server_*.deb . && rm -f etcd-server_*.deb
  ) >&2; then
    rm -rf "$folder" && mv "$fetched" "$folder"
  fi
  rm -rf "$fetched"
}

# need_python_grpc: the distribution's Python with gRPC, and its protoc, for the tests of other languages.
need_python_grpc() {
  local packages=(python3-grpcio python3-protobuf protobuf-compiler)
  has_python_grpc && return
  if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    say "Python's gRPC is missing; installing it (apt-get install ${packages[*]})."
    DEBIAN_FRONTEND=noninteractive apt-get install -y "${packages[@]}" >&2 ||
      { apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y "${packages[@]}" >&2; } || true
  fi
  has_python_grpc ||
    say "Python's gRPC is missing, and its test will fail. Debian, Ubuntu: sudo apt-get install ${packages[*]}"
}

has_python_grpc() {
  [ -x /usr/bin/protoc ] && /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null
}

# need_node_grpc: Node's gRPC in .cache/node-grpc, in the versions that the lock file beside the client names.
need_node_grpc() {
  local source="$tern_root/integration-tests/src/test/node" target="$tern_root/.cache/node-grpc"
  if [ -d "$target/node_modules/@grpc/grpc-js" ] && cmp -s "$source/package-lock.json" "$target/package-lock.json"; then
    return
  fi
  if ! command -v npm >/dev/null; then
    say "Node.js 18 or newer with npm is missing, and the test of its client will fail. See https://nodejs.org/en/download"
    return
  fi
  mkdir -p "$target"
  cp "$source/package.json" "$source/package-lock.json" "$target"
  (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund >&2) || {
    rm -f "$target/package-lock.json" # so that the next run tries again
    say "Node's gRPC could not be fetched, and the test of its client will fail."
  }
}

# need_iptables: for tests that drop packets in a network namespace of their own, fetched into .cache where we can.
# Without it they say aloud that they were skipped.
need_iptables() {
  local cached="$tern_root/.cache/iptables/iptables"
  [ -z "${IPTABLES_BIN:-}" ] && [ "$(uname)" = Linux ] || return 0
  [ -n "$(type -P iptables)" ] || [ -x /usr/sbin/iptables ] || [ -x "$cached" ] || fetch_iptables
  [ -n "$(type -P iptables)" ] || [ -x /usr/sbin/iptables ] || [ -x "$cached" ] ||
    say "iptables is missing: the tests that drop packets are skipped. Debian, Ubuntu: sudo apt-get install iptables"
}

# fetch_iptables: from Debian or Ubuntu into .cache, without becoming root. Whole or not at all.
fetch_iptables() {
  local folder="$tern_root/.cache/iptables" fetched="$tern_root/.cache/iptables.$$"
  local packages=(iptables libxtables12 libnftnl11 libmnl0 libip4tc2 libip6tc2)
  [ -n "$(type -P apt-get)" ] && [ -n "$(type -P dpkg)" ] || return 0
  say "iptables is missing; fetching it into .cache (apt-get download ${packages[*]})."
  mkdir -p "$fetched"
  if (
    cd "$fetched" &&
      { apt-get download "${packages[@]}" ||
        { [ "$(id -u)" = 0 ] && apt-get update && apt-get download "${packages[@]}"; }; } &&
      for package in *.deb; do dpkg -x "$package" . || exit 1; done && rm -f ./*.deb &&
      cat > iptables <<'WRAPPER' && chmod +x iptables
#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
for library in "$here"/usr/lib/*-linux-*; do :; done
LD_LIBRARY_PATH="$library" XTABLES_LIBDIR="$library/xtables" exec "$here/usr/sbin/iptables-nft" "$@"
WRAPPER
  ) >&2; then
    rm -rf "$folder" && mv "$fetched" "$folder"
  fi
  rm -rf "$fetched"
}
