#!/bin/sh
# First process of the node's namespaces: prepares the mounts, then waits and reaps. Its end takes
# every process of the node with it. $1: the node's folder, $2: its host name, $3: `pipe` to live
# until standard input closes (a test run), `stay` to live until killed (dev.py lab). $4: `net` when
# it has a network of its own, which /sys then has to show, `shared` otherwise.
set -eu
node=$1
exec 3<&0

# Nothing below is seen outside: unshare made all mounts private.
mount --bind /etc "$node/host-etc"
mount --bind "$node/etc" /etc
mount -t tmpfs -o mode=755,size=16m lab-run /run
mkdir /run/sshd
mount -t tmpfs -o mode=755,size=1m lab-home /home
mkdir "/home/spark"
mount --bind "$node/home" /home/spark
mount -t tmpfs -o mode=755,size=16m lab-log /var/log
mount --bind "$node/meminfo" /proc/meminfo
mount --bind "$node/osrelease" /proc/sys/kernel/osrelease
mount --bind "$node/boot_id" /proc/sys/kernel/random/boot_id
if [ "$4" = net ]; then
    mkdir -p "$node/cgroup"
    mount --rbind /sys/fs/cgroup "$node/cgroup"
    mount -t sysfs lab-sys /sys
    mount --move "$node/cgroup" /sys/fs/cgroup # a new sysfs has none, and Docker needs them
fi
# Only where this computer has such a file can another be bound over it.
for file in product_name sys_vendor; do
    if [ -e "/sys/class/dmi/id/$file" ]; then
        mount --bind "$node/dmi/$file" "/sys/class/dmi/id/$file"
    fi
done
echo "$2" >/proc/sys/kernel/hostname
: >"$node/ready"

if [ "$3" = pipe ]; then
    cat <&3 >/dev/null &
else
    sleep infinity &
fi
wait $!
