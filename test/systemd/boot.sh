#!/bin/sh
# boot.sh ROOT FOLDER NAME: boots the systemd of ROOT on an overlay, in the network namespace of the caller, again after
# each reboot, until it is powered off. It must be the first process of a mount namespace of its own. What it writes is
# gone with it, but for the empty FOLDER and the control group NAME. The kernel's settings are read-only, but for the
# network's; no device of the machine is there, and nothing that was enabled in ROOT starts.
set -eu
root=$1 folder=$2 name=$3 host=$2/root

mount -t tmpfs tmpfs "$folder"
mkdir "$folder/upper" "$folder/work" "$host"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$host"

# systemd wants the second version of control groups; the machine may have the first.
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# Those of test runs that were killed.
for stale in /sys/fs/cgroup/pj[0-9]*-*; do
  pid=${stale##*/pj}
  [ ! -d "$stale" ] || [ -d "/proc/${pid%%-*}" ] || find "$stale" -depth -type d -exec rmdir {} + || true
done
mkdir "/sys/fs/cgroup/$name"
echo $$ >"/sys/fs/cgroup/$name/cgroup.procs"

rm -rf "$host"/etc/systemd/system/*.wants "$host"/etc/systemd/system/*.requires "$host"/etc/rc?.d/S*
: >"$host/etc/fstab"
echo "$name" >"$host/etc/hostname"
tr -d - </proc/sys/kernel/random/uuid >"$host/etc/machine-id"
# Or the first boot after an update is taken for one, and ldconfig runs.
touch "$host/etc/.updated" "$host/var/.updated"

cat >"$folder/start" <<'START'
set -eu
host=$1 name=$2
mount -t proc proc "$host/proc"
mount --bind "$host/proc/sys" "$host/proc/sys"
mount --bind "$host/proc/sys/net" "$host/proc/sys/net"
mount -o remount,bind,ro "$host/proc/sys"
[ ! -e "$host/proc/sysrq-trigger" ] || mount --bind /dev/null "$host/proc/sysrq-trigger"
cat /proc/sys/kernel/random/uuid >"$host/../boot_id"
mount --bind "$host/../boot_id" "$host/proc/sys/kernel/random/boot_id"
mount -t sysfs -o ro sysfs "$host/sys"
mount -t cgroup2 cgroup2 "$host/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$host/run"
cp "$host/../boot_id" "$host/run/boot_id"
# Systemd empties it at boot: the machine may have a million files there.
mount -t tmpfs -o mode=1777 tmpfs "$host/tmp"
mount -t tmpfs -o mode=755 tmpfs "$host/dev"
for device in null zero full random urandom tty; do
  touch "$host/dev/$device"
  mount --bind "/dev/$device" "$host/dev/$device"
done
mkdir "$host/dev/pts" "$host/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$host/dev/pts"
ln -s pts/ptmx "$host/dev/ptmx"
ln -s /proc/self/fd "$host/dev/fd"
hostname "$name"
cd "$host"
mkdir -p old
pivot_root . old
umount -l /old
exec env -i container=unshare PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_LOG_COLOR=0 \
  setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio \
  /usr/lib/systemd/systemd --system --log-target=console --unit=multi-user.target
START

# reboot(2) in a PID namespace ends its first process with SIGHUP (129), a power-off with SIGINT (pid_namespaces(7)).
code=129
while [ $code = 129 ]; do
  code=0
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --uts --ipc --cgroup --propagation private \
    sh "$folder/start" "$host" "$name" || code=$?
  # What a reboot forgets; the addresses of the network stay.
  [ $code != 129 ] || nft flush ruleset 2>/dev/null || true
done
