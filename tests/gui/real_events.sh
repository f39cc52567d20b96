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

picture "$pictures" real-events.png
kill "$dashboard"
wait "$dashboard" || true

# a bench that keeps time, and a French keyboard, on which A is where others have Q: what is printed counts
if command -v setxkbmap >/dev/null; then setxkbmap fr; fi
start_dashboard --size "$screen"
until_true "the device is not open" "[ \"\$(title)\" = ohmbench ]"
press F2 a
until_true "it does not calibrate" "[[ \$(title) == 'ohmbench: calibrate '* ]]"
press Escape
until_true "calibrating is not stopped" "[ \"\$(title)\" = ohmbench ]"

# a letter for a text that Tab led to presses no button, however long ago that was
press F2 Tab
sleep 0.7
press a
sleep 0.5
[ "$(title)" = ohmbench ] || fail "a letter that was typed began something: $(title)"
# and the first key after the Enter that leaves a text is no letter of it
press F3 Tab Tab
sleep 0.7
press a Return
sleep 0.7
press space
until_true "the key after a text is lost" "[ \"\$(title)\" = 'ohmbench: measure the load' ]"
press Escape
until_true "measuring is not stopped" "[ \"\$(title)\" = ohmbench ]"

# at last Escape in the middle of a measurement: nothing of it is kept
before=$(count '*.json')
press F3 space
until_true "it does not measure" "[ \"\$(title)\" = 'ohmbench: measure the load' ]"
sleep 1
press Escape
until_true "measuring is not stopped" "[ \"\$(title)\" = ohmbench ]"
is_alive
[ "$(count '*.json')" = "$before" ] || fail "something of a stopped measurement is kept"
echo "all went well"
