# Answers each line on standard input with the machine's present state: for machines without
# python3. Needs only a POSIX sh and cat; busybox will do. Ends when standard input ends.
#
# The long-running nvidia-smi print whenever they want, each row with a tag in front (`G` GPUs,
# `O` optional fields, `A` processes; `-` after the tag when one ended), so that one which hangs
# holds up nothing. A line `gpu` on standard input starts them once more, `old` does so with the
# optional fields that older drivers know; after `look` come ids of processes whose cgroup is
# wanted. GPU, OPTIONAL, OLDER and PROCESSES name the fields.
LC_ALL=C
export LC_ALL
exec 3>&1
children=

start() { # tag, query: run one nvidia-smi in the background and remember its process id
  children="$children $(
    exec 4>&1
    { nvidia-smi "$2" --format=csv,noheader,nounits -l 1 </dev/null 2>&1 4>&- & echo $! >&4; } |
      { exec 5<&0; (exec <&5 >&3 4>&- 5<&-; tag "$1") & }
  )"
}

tag() { # tag: put it in front of each row
  while IFS= read -r row; do printf '%s %s\n' "$1" "$row"; done
  printf '%s-\n' "$1"
}

start_all() {
  if command -v nvidia-smi >/dev/null 2>&1; then
    start G "--query-gpu=$GPU"
    start O "--query-gpu=$OPTIONAL"
    start A "--query-compute-apps=$PROCESSES"
  else
    echo 'X nvidia-smi is not installed there'
  fi
}

stop() {
  for child in $children; do kill "$child" 2>/dev/null; done
  children=
}

section() { # name, files: each file's text after a line with its name
  name=$1
  shift
  printf '\n@%s\n' "$name"
  cat "$@" 2>/dev/null
}

trap 'stop; exit' HUP INT PIPE TERM
trap stop EXIT

printf '\n@hello 1\n'
printf 'hostname='; cat /proc/sys/kernel/hostname
printf 'kernel='; cat /proc/sys/kernel/osrelease
printf 'arch='; uname -m
printf 'machine_id='; cat /etc/machine-id 2>/dev/null || echo
printf 'boot_id='; cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo
printf 'product='; cat /sys/class/dmi/id/product_name 2>/dev/null || echo
printf 'page='; getconf PAGESIZE 2>/dev/null || echo
printf 'debian='; if [ -e /etc/debian_version ]; then echo yes; else echo; fi
section nvidia_version /proc/driver/nvidia/version
section os_release /etc/os-release
printf '\n@dgx_release\n'
if [ -r /etc/dgx-release ]; then
  while IFS= read -r line; do
    case $line in *SERIAL*) ;; *) printf '%s\n' "$line" ;; esac
  done </etc/dgx-release
fi
section cpuinfo /proc/cpuinfo
printf '\n@end\n'

start_all
while IFS= read -r wish; do
  wanted=
  case $wish in
    'look '*) wanted=${wish#look } ;;
    gpu) stop; start_all ;;
    old) OPTIONAL=$OLDER; stop; start_all ;;
  esac
  section uptime /proc/uptime
  section meminfo /proc/meminfo
  section stat /proc/stat
  section vmstat /proc/vmstat
  section loadavg /proc/loadavg
  section netdev /proc/net/dev
  section diskstats /proc/diskstats
  section pressure_memory /proc/pressure/memory
  section pressure_cpu /proc/pressure/cpu
  section pressure_io /proc/pressure/io
  for pid in $wanted; do
    section "cgroup $pid" "/proc/$pid/cgroup"
  done
  if [ -e /var/run/reboot-required ]; then printf '\n@restart\n'; fi
  printf '\n@temperatures\n'
  for zone in /sys/class/thermal/thermal_zone*; do
    [ -r "$zone/temp" ] || continue
    printf '%s|' "${zone##*/}"
    for file in type device/path temp; do
      value=
      if [ -r "$zone/$file" ]; then IFS= read -r value <"$zone/$file" 2>/dev/null; fi
      printf '%s|' "$value"
    done
    echo
  done
  printf '\n@interfaces\n'
  for card in /sys/class/net/*; do
    [ -e "$card/device" ] || continue
    printf '%s|' "${card##*/}"
    for file in carrier speed; do
      value=
      if [ -r "$card/$file" ]; then { IFS= read -r value <"$card/$file"; } 2>/dev/null; fi
      printf '%s|' "$value"
    done
    if [ -e "$card/wireless" ] || [ -e "$card/phy80211" ]; then echo wifi; else echo ethernet; fi
  done
  printf '\n@disks\n'
  for disk in /sys/block/*; do
    [ -e "$disk/device" ] && printf '%s\n' "${disk##*/}"
  done
  printf '\n@end\n'
done
