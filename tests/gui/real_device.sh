#!/usr/bin/env bash
# A bench behind a real audio server, that is rewired by hand and unplugged, with keys that come from the display
# server: output impedance by two loads with its prompts, then the device is lost in the middle of a measurement
# and comes back.
# real_device.sh OHMBENCH XVFB XDOTOOL JACKD [FOLDER]   FOLDER keeps pictures of a prompt and of the loss
program=$1 xvfb=$2 xdotool=$3 jackd=$4 pictures=${5:-} screen=1000x720
. "$(dirname "$0")/display.sh"
export JACK_DEFAULT_SERVER=ohmbench-gui-test JACK_NO_AUDIO_RESERVATION=1
"$jackd" -n "$JACK_DEFAULT_SERVER" --no-realtime -d dummy -r 48000 -p 1024 -C 2 -P 2 >"$work/jackd.log" 2>&1 &
helpers+=($!)
until_true "no JACK server" "$program devices | grep JACK"
cat >"$work/bench.toml" <<'BENCH'
[interface]
host_api = "JACK"
input = "ohmbench-virtual"
output = "ohmbench-virtual"
adc_full_scale_volt = [8.0, 8.0]
dac_full_scale_volt = 2.0
[wiring]
sense_resistor_ohm = 100.0
[limits]
load_max_volt = 1.0
load_max_watt = 0.1
[virtual]
amp = "QRV09"
load = "HD 800 S"
[records]
folder = "records"
BENCH
plug_in() {
  "$program" virtual-bench --jack --bench "$work/bench.toml" --state-file "$work/state" >"$work/bench.log" 2>&1 &
  bench=$!
  helpers+=($!)
  until_true "no device" "$program devices | grep ohmbench-virtual"
}
echo load >"$work/state"
plug_in
start_dashboard --bench "$work/bench.toml" --size "$screen"
press F3
until_true "the device is not open" "[ \"\$(title)\" = ohmbench ]"

# the output impedance, the second of the quantities; whenever it asks, the bench is rewired by hand
press Tab Down
asked=0
rewired_or_done() {
  case $(title) in
  "ohmbench: now disconnect"*)
    echo open >"$work/state"
    picture "$pictures" prompt.png
    asked=$((asked + 1))
    press space ;;
  "ohmbench: now connect the load"*)
    echo load >"$work/state"
    press space ;;
  "ohmbench: measure"*) ;;
  *) # done, or a busy machine has spoilt a recording: then once more
    [ "$(count '*-output-impedance*.json')" -ge 1 ] || { press space; sleep 1; } ;;
  esac
  [ "$(count '*-output-impedance*.json')" -ge 1 ]
}
press space
until_true "no output impedance" rewired_or_done
[ "$asked" -ge 1 ] || fail "nobody was asked to rewire"

# the load; then the device is pulled out in the middle of the next measurement
press Up
measured() { [ "$(count '*-impedance*.json')" -gt "$before" ] || { [[ $(title) == *measure* ]] || press space; sleep 1; false; }; }
before=$(count '*-impedance*.json')
until_true "no load measured" measured
until_true "not idle" "[ \"\$(title)\" = ohmbench ]"
kept=$(find "$data/library" "$work/records" -type f | sort | xargs cat | cksum)
press space
until_true "it does not measure" "[ \"\$(title)\" = 'ohmbench: measure the load' ]"
sleep 2
kill -9 "$bench"
until_true "the loss is not told" "[[ \$(title) == 'ohmbench: '*device* ]]"
picture "$pictures" lost.png
is_alive
[ "$(find "$data/library" "$work/records" -type f | sort | xargs cat | cksum)" = "$kept" ] || fail "what was kept has changed"

# plugged in again, the next key measures
plug_in
before=$(count '*-impedance*.json')
until_true "nothing is measured after the loss" measured
is_alive
echo "all went well"
