#!/bin/sh
# Stand-ins for the processes that the simulated GB10 names: each has the name and the process id
# that the captures show and does nothing; one of a container is in that container's control group,
# as /proc tells it. $1: the node's folder, whose `standins/wanted` has lines of
# "pid program container-id|- name". $2: what answers for the container engine.
set -eu
folder=$1/standins
runs_here() {
    [ "$(readlink "/proc/$1/exe" 2>/dev/null | cut -d' ' -f1)" = "$2" ]
}

[ -e "$folder/never" ] || mkfifo "$folder/never"
if [ -e "$folder/present" ]; then
    while read -r pid program _; do
        if runs_here "$pid" "$folder/$program"; then kill -9 "$pid"; fi
    done <"$folder/present"
fi
: >"$folder/present"
while read -r pid program container name; do
    if [ ! -e "$folder/$program" ]; then
        cp "$(readlink -f "$(command -v cat)")" "$folder/$program"
    fi
    for _ in 1 2 3 4 5 6 7 8; do # another process may take the id meanwhile
        echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
        setsid bash -c 'exec -a "$1" "$0"' "$folder/$program" "$name" \
            0<>"$folder/never" >/dev/null 2>&1 &
        if [ $! = "$pid" ]; then
            echo "$pid $program" >>"$folder/present"
            if [ "$container" != - ]; then
                echo "0::/system.slice/docker-$container.scope" >"$folder/$container"
                mount --bind "$folder/$container" "/proc/$pid/cgroup"
            fi
            break
        fi
        kill -9 $!
    done
done <"$folder/wanted"

# Names of containers are told where the container engine would, unless a real one does.
if [ -e "$folder/telling" ] && ! kill -0 "$(cat "$folder/telling")" 2>/dev/null; then
    rm -f /run/docker.sock "$folder/telling" # it was killed
fi
if [ -s "$folder/containers.json" ] && [ ! -e /run/docker.sock ]; then
    setsid /usr/bin/python3 -I -S "$2" /run/docker.sock "$folder/containers.json" \
        </dev/null >/dev/null 2>&1 &
    echo $! >"$folder/telling"
fi
