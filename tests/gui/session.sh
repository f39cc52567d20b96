#!/usr/bin/env bash
# The whole job at the dashboard, with keys and clicks, on a display without a screen: wire, calibrate, measure,
# judge, publish; a device lost in the middle; and what goes wrong before a window is there.
# session.sh OHMBENCH XVFB [FOLDER]   FOLDER keeps the pictures
program=$1 xvfb=$2 screen=1600x1000
. "$(dirname "$0")/display.sh"
shots=${3:-$work}
mkdir -p "$shots"
cd "$shots"

cat >"$work/whole.txt" <<'SCRIPT'
wait idle
key F2
frames 3
key A
wait idle
shot calibrate.png
key F3
frames 3
key Space
wait idle
frames 3
shot load.png
click What
click What: output impedance, two loads
click Measure
# the tab has the same name: go there, then the key
key F3
key Space
wait idle
frames 3
key F4
frames 3
click Sensitivity
type 102 dB/V
click Amplifier: most volts
type 7.2
click Amplifier: most amperes
type 130m
wait idle
frames 6
shot judge.png
key F5
frames 3
click tick 0
click tick 1
wait idle
frames 6
shot library.png
key Del
wait idle
key Ctrl+Z
wait idle
key F6
wait idle
frames 6
key W
wait idle
frames 3
shot publish.png
key P
wait idle
key F3
click What
click What: maximum output
key F3
key Space
wait idle
frames 3
shot maximum.png
key F5
key M
wait idle
frames 6
shot matrix.png
key H
frames 3
shot keys.png
quit
SCRIPT
"$program" dashboard --fast --script "$work/whole.txt" --size 1000x720 || fail "the whole job"
library=$XDG_DATA_HOME/ohmbench/library
[ "$(ls "$library"/*-impedance-hd-800-s.json | wc -l)" -ge 1 ] || fail "no load in the library"
ls "$library"/*-output-impedance-o2.json >/dev/null || fail "no output impedance in the library"
ls "$library"/*-max-output-o2.json >/dev/null || fail "no maximum output in the library"
ls "$XDG_DATA_HOME"/ohmbench/figures/*.svg >/dev/null || fail "no figure"
grep -q 'HD 800 S' "$XDG_DATA_HOME"/ohmbench/figures/report.html || fail "no report"
ls "$XDG_DATA_HOME"/ohmbench/virtual-bench/records/*/record.json >/dev/null || fail "no record"
for picture in calibrate load judge library publish maximum matrix keys; do
  [ "$(head -c 8 $picture.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "$picture.png is no picture"
done

# a device that is lost while it measures: told, and what was kept is still there
before=$(ls "$library" | wc -l)
cat >"$work/lost.txt" <<'SCRIPT'
wait idle
click Faults to find
click device-lost
key U
wait idle
key F3
frames 3
key Space
wait trouble
frames 5
shot lost.png
quit
SCRIPT
"$program" dashboard --fast --script "$work/lost.txt" --size 900x1400 || fail "a lost device"
[ "$(ls "$library" | wc -l)" = "$before" ] || fail "the library changed by a lost device"

# a library with broken files, and a small window
echo '{ "format": ' >"$library/broken.json"
printf 'not a curve' >"$library/broken.zma"
printf 'wait idle\nkey F5\nframes 5\nwait idle\nshot small.png\nquit\n' >"$work/small.txt"
"$program" dashboard --fast --script "$work/small.txt" --size 640x400 || fail "a small window, a broken library"

# a folder that cannot be written
printf 'wait idle\nkey F6\nwait idle\nframes 6\nkey W\nwait trouble\nframes 3\nshot unwritable.png\nquit\n' >"$work/exports.txt"
"$program" dashboard --fast --script "$work/exports.txt" --size 900x600 --exports /proc/none || fail "an export folder that cannot be written"

# before there is a window
printf 'quit\n' >"$work/quit.txt"
set +e
message=$(DISPLAY=:4711 WAYLAND_DISPLAY= "$program" dashboard --script "$work/quit.txt" 2>&1); code=$?
[ $code = 2 ] && [[ $message == *"no display answers"* ]] || fail "no display: $code $message"
message=$("$program" dashboard --bench "$work/none.toml" 2>&1); code=$?
[ $code = 2 ] && [[ $message == *none.toml* ]] || fail "no bench file: $code $message"
message=$(MESA_GL_VERSION_OVERRIDE=2.1 "$program" dashboard --script "$work/quit.txt" 2>&1); code=$?
[ $code = 2 ] && [[ $message == *"OpenGL 3.2"* ]] || fail "no OpenGL 3: $code $message"
# no font at all: told before any window, where a folder can be hidden from one program
mkdir -p "$work/no-fonts"
printf '<?xml version="1.0"?><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' "$work/no-fonts" "$work/cache" >"$work/fonts.conf"
if unshare --user --map-root-user --mount true 2>/dev/null; then
  message=$(unshare --user --map-root-user --mount bash -c \
    'mount --bind "$1" /usr/share/fonts && FONTCONFIG_FILE=$2 exec "$3" dashboard --script "$4"' \
    - "$work/no-fonts" "$work/fonts.conf" "$program" "$work/quit.txt" 2>&1); code=$?
  [ $code = 2 ] && [[ $message == *"install DejaVu Sans"* ]] || fail "no font: $code $message"
else
  echo "not tried: no font (this system lets nobody hide a folder)"
fi
echo "all went well; pictures in $shots"
