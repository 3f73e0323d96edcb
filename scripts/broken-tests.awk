# From test reports (TEST-*.xml): a line for each test that failed, and for each that passed only when run again, as
# "failed: class.test: what it said". What a test said may run over many lines: here it is one, cut to what fits.

function plain(text) {
  gsub(/&#10;|&#9;|&#13;/, " ", text)
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  gsub(/  +/, " ", text)
  return length(text) > 400 ? substr(text, 1, 400) "..." : text
}

# The value of an attribute in this line's tag, or nothing.
function attribute(name,    rest) {
  if (!match($0, "[ ]" name "=\"")) return ""
  rest = substr($0, RSTART + RLENGTH)
  return plain(substr(rest, 1, index(rest, "\"") - 1))
}

FNR == 1 { test = FILENAME; told = "" }
/^ *<testcase / { test = attribute("classname") "." attribute("name") }
/^ *<(failure|error|flakyFailure|flakyError)[ >]/ {
  if (test == told) next # which ran and failed more than once
  told = test
  message = attribute("message")
  print ($0 ~ /^ *<flaky/ ? "passed only when run again" : "failed") ": " test ": " (message ? message : attribute("type"))
}
