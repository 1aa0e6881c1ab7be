/* What the kernel counted for the packet sockets of another process, which never asks: packet-stats PID. Prints packets,
 * the dropped ones included, and how many were dropped (PACKET_STATISTICS of packet(7), which sets them back to 0). */
#include <dirent.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
	if (argc != 2) return 2;
	char path[64];
	snprintf(path, sizeof path, "/proc/%s/fd", argv[1]);
	int process = syscall(SYS_pidfd_open, atoi(argv[1]), 0);
	DIR *folder = opendir(path);
	if (process < 0 || !folder) return perror(path), 1;
	unsigned long packets = 0, drops = 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct tpacket_stats stats;
		socklen_t size = sizeof stats;
		int fd = syscall(SYS_pidfd_getfd, process, atoi(entry->d_name), 0);
		if (fd < 0) continue;
		if (!getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size)) packets += stats.tp_packets, drops += stats.tp_drops;
		close(fd);
	}
	printf("%lu %lu\n", packets, drops);
}
