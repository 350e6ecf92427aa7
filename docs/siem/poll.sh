#!/bin/sh
# Appends changes of findings to a file, a JSON document a line, each once however often it is killed or cut off.
#
#   VEDETTE_URL=https://vedette.example VEDETTE_TOKEN=… sh poll.sh FILE ['format=asff&severityMin=7']
#
# With VEDETTE_ONCE=1 it ends when it has caught up, for cron. Beside FILE it keeps FILE.state: the length of what is
# whole in FILE, and the cursor behind it. One process a file.
set -eu

file=$1
query=${2:-format=finding}
url=${VEDETTE_URL:-http://127.0.0.1:4000}/v1/findings/changes
once=${VEDETTE_ONCE:-}
pause=1
wait=50
if [ -n "$once" ]; then wait=0; fi

say() { echo "poll.sh: $*" >&2; }

later() {
  say "$*, trying again in $pause s."
  sleep "$pause"
  pause=$((pause < 32 ? pause * 2 : 60))
}

# Whole or not at all.
save() {
  echo "$length $cursor" >"$file.next"
  mv "$file.next" "$file.state"
}

# What a killed run has appended and not written down comes again: it is cut off.
length=0 cursor=''
if [ -f "$file.state" ]; then read -r length cursor <"$file.state" || true; fi
dd if=/dev/null of="$file" bs=1 seek="$length" count=0 2>/dev/null

while :; do
  # Some versions of curl leave the file alone where a page is empty.
  : >"$file.page"
  # The token stands in no list of processes.
  status=$(
    printf 'header = "Authorization: Bearer %s"\n' "${VEDETTE_TOKEN:-}" |
      curl --config - --silent --show-error --max-time 120 --compressed \
        --output "$file.page" --write-out '%{http_code}' \
        "$url?$query&limit=1000&wait=$wait&cursor=line&after=$cursor"
  ) || status=000

  case $status in
  200)
    # The line that ends a page. Without it the page was cut off, in the headers even: curl does not mind that.
    last=$(tail -n 1 "$file.page")
    case $last in
    '{"cursor":"'*'","caughtUp":'*'}') ;;
    *)
      later 'a page was cut off'
      continue
      ;;
    esac
    pause=1
    sed '$d' "$file.page" >>"$file"
    length=$(($(wc -c <"$file")))
    cursor=$(printf '%s' "$last" | cut -d '"' -f 4)
    save
    if [ -n "$once" ] && [ "${last##*:}" = 'true}' ]; then exit 0; fi
    ;;
  410)
    say 'the database was restored or lost something: all findings follow anew, each takes the place of what you have of it.'
    cursor=''
    save
    ;;
  400 | 401 | 403 | 404)
    say "refused with $status: $(cat "$file.page")"
    exit 2
    ;;
  *)
    later "answered $status"
    ;;
  esac
done
