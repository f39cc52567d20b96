#!/usr/bin/env bash
# The job with keys and clicks that come from the display server, as those of a keyboard and a mouse do: check the
# bench, calibrate, measure, stop a measurement, judge, publish.
# real_events.sh OHMBENCH XVFB XDOTOOL [FOLDER]   FOLDER keeps a picture of the end
program=$1 xvfb=$2 xdotool=$3 pictures=${4:-} screen=1000x720
. "$(dirname "$0")/display.sh"
start_dashboard --fast --size "$screen"

press F1 c
until_true "not checked" "[ \"\$(title)\" = ohmbench ]"
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
is_alive
after=$(count '*-impedance-*.json')
[ "$after" -le $((before + 1)) ] || fail "one key made $((after - before)) measurements"
picture "$pictures" real-events.png
echo "all went well"
