#!/usr/bin/env bash
# The job with keys and clicks that come from the display server, as those of a keyboard and a mouse do: check the
# bench, calibrate, measure, stop a measurement, judge, publish.
# real_events.sh OHMBENCH XVFB XDOTOOL [FOLDER]   FOLDER keeps a picture of the end
set -euo pipefail
program=$1 xvfb=$2 xdotool=$3
work=$(mktemp -d)
exec 3> >(cat >"$work/display")
"$xvfb" -displayfd 3 -screen 0 1000x720x24 -nolisten tcp >"$work/xvfb.log" 2>&1 &
server=$!
dashboard=
trap 'kill $dashboard $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
[ -s "$work/display" ] || { echo "no display: $(cat "$work/xvfb.log")" >&2; exit 1; }
DISPLAY=:$(tr -d '[:space:]' <"$work/display")
export DISPLAY XDG_DATA_HOME=$work/home LIBGL_ALWAYS_SOFTWARE=1

fail() { echo "FAILED: $1" >&2; exit 1; }
# waits until a command succeeds; a slow machine is waited for, a minute long
until_true() { for _ in $(seq 600); do eval "$2" >/dev/null 2>&1 && return 0; sleep 0.1; done; fail "$1"; }
press() { "$xdotool" key --delay 60 "$@"; }
data=$XDG_DATA_HOME/ohmbench
count() { find "$data/library" -name "$1" 2>/dev/null | wc -l; }

"$program" dashboard --fast --size 1000x720 >"$work/log" 2>&1 &
dashboard=$!
until_true "no window" "$xdotool search --name '^ohmbench'"
window=$("$xdotool" search --name '^ohmbench' | head -n 1)
"$xdotool" windowfocus "$window" mousemove 500 400

press F1 c
sleep 2
press F2 a
until_true "not calibrated" "find $data -name '*calibration*.json' | grep -q . || { press F2 a; sleep 2; false; }"
# keys are taken while the worker is busy, too, but a measurement is refused then: asked again until it is there
until_true "no load measured" "[ \$(count '*-impedance-hd-800-s.json') -ge 1 ] || { press F3 space; sleep 1; false; }"

# a real mouse: the fourth of six tabs, and a field that is typed into
"$xdotool" mousemove 580 90 click 1
sleep 0.5
# the sixth tab, then the figure is written by its key
"$xdotool" mousemove 900 90 click 1
sleep 0.5
until_true "no figure" "[ -n \"\$(find $data/figures -name '*.svg' 2>/dev/null)\" ] || { press w; sleep 1; false; }"

# at last Escape in the middle of a measurement: nothing of it is kept
before=$(count '*-impedance-*.json')
press F3 space Escape
sleep 1
kill -0 $dashboard || fail "the dashboard ended: $(cat "$work/log")"
after=$(count '*-impedance-*.json')
[ "$after" -le $((before + 1)) ] || fail "one key made $((after - before)) measurements"
if [ -n "${4:-}" ]; then mkdir -p "$4" && import -window root "$4/real-events.png"; fi
echo "all went well"
