#!/bin/sh
# Stand-ins for the processes that the simulated GB10 names: each has the name and the process id
# that the captures show and does nothing; one of a container is in that container's control group,
# as /proc tells it. $1: the node's folder, whose `standins/wanted` has lines of
# "pid program container-id|- name". $2: what answers for the container engine.
set -eu
folder=$1/standins
socket=/run/docker.sock
runs_here() {
    [ "$(readlink "/proc/$1/exe" 2>/dev/null | cut -d' ' -f1)" = "$2" ]
}
tells() {
    [ "$(cat "/proc/$1/comm" 2>/dev/null)" = lab-containers ]
}
end() { # and wait until the id is free
    kill -9 "$1" 2>/dev/null || true
    while [ -e "/proc/$1" ]; do sleep 0.01; done
}

[ -e "$folder/never" ] || mkfifo "$folder/never"
if [ -e "$folder/present" ]; then
    while read -r pid program _; do
        if runs_here "$pid" "$folder/$program"; then end "$pid"; fi
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
            until runs_here "$pid" "$folder/$program"; do sleep 0.01; done # it was `setsid`, `bash`
            break
        fi
        kill -9 $!
    done
done <"$folder/wanted"

# Names of containers are told where the container engine would, unless a real one does.
if [ -e "$folder/telling" ]; then
    read -r pid inode <"$folder/telling"
    if [ ! -s "$folder/containers.json" ] || ! tells "$pid"; then
        if tells "$pid"; then end "$pid"; fi
        if [ "$(stat -c %i "$socket" 2>/dev/null)" = "$inode" ]; then rm -f "$socket"; fi
        rm -f "$folder/telling"
    fi
fi
if [ -s "$folder/containers.json" ] && [ ! -e "$socket" ]; then
    setsid /usr/bin/python3 -I -S "$2" "$socket" "$folder/containers.json" \
        </dev/null >/dev/null 2>&1 &
    pid=$!
    while [ ! -e "$socket" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
    echo "$pid $(stat -c %i "$socket")" >"$folder/telling"
fi
