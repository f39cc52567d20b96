# For the tests of the dashboard: a display without a screen, and the dashboard on it. To be sourced by a script
# that has set program, xvfb and screen (WIDTHxHEIGHT); gives work (a folder) and DISPLAY, and cleans up.
set -euo pipefail
work=$(mktemp -d)
helpers=()
exec 3> >(cat >"$work/display")
"$xvfb" -displayfd 3 -screen 0 "${screen}x24" -nolisten tcp -noreset >"$work/xvfb.log" 2>&1 &
helpers+=($!)
clean_up() {
  for ((i = ${#helpers[@]} - 1; i >= 0; --i)); do kill "${helpers[i]}" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
[ -s "$work/display" ] || { echo "no display: $(cat "$work/xvfb.log")" >&2; exit 1; }
DISPLAY=:$(tr -d '[:space:]' <"$work/display")
export DISPLAY XDG_DATA_HOME=$work/home LIBGL_ALWAYS_SOFTWARE=1
data=$XDG_DATA_HOME/ohmbench

fail() { echo "FAILED: $1" >&2; exit 1; }
# until_true WHAT COMMAND: waits until a command succeeds; a slow machine is waited for, two minutes long
until_true() { for _ in $(seq 1200); do eval "$2" >/dev/null 2>&1 && return 0; sleep 0.1; done; fail "$1"; }
count() { find "$data/library" -name "$1" 2>/dev/null | wc -l; }

# With real events, where xdotool is known.
press() { "$xdotool" key --delay 60 "$@"; }
title() { "$xdotool" getwindowname "$window"; }
# start_dashboard OPTIONS...: its window has the keys and the mouse
start_dashboard() {
  "$program" dashboard "$@" >"$work/log" 2>&1 &
  dashboard=$!
  helpers+=($!)
  until_true "no window" "$xdotool search --name '^ohmbench'"
  window=$("$xdotool" search --name '^ohmbench' | head -n 1)
  until_true "the window is not shown" "$xdotool windowfocus $window mousemove 500 400"
}
is_alive() { kill -0 "$dashboard" || fail "the dashboard ended: $(cat "$work/log")"; }
picture() { [ -z "$1" ] || { mkdir -p "$1" && import -window root "$1/$2"; }; }
