/* Sends SYNs to port 23: sender IFACE MAC COUNT [RATE a second, else as fast as a veth takes them]. */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, size = 54 };

/* Waits for the turn of the packet after those that were sent. */
static void pace(const struct timespec *start, long sent, long rate) {
	long due = sent / rate, rest = sent % rate * 1000000000 / rate + start->tv_nsec;
	struct timespec then = {start->tv_sec + due + rest / 1000000000, rest % 1000000000};
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, 0);
}

int main(int argc, char **argv) {
	if (argc != 4 && argc != 5) return 2;
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(0x0800)};
	to.sll_ifindex = if_nametoindex(argv[1]);
	if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
	static unsigned char frames[batch][size];
	struct iovec parts[batch];
	struct mmsghdr messages[batch] = {0};
	unsigned mac[6];
	sscanf(argv[2], "%x:%x:%x:%x:%x:%x", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5);
	for (int i = 0; i < batch; i++) {
		unsigned char *f = frames[i];
		for (int j = 0; j < 6; j++) f[j] = mac[j];
		memcpy(f + 6, "\2\0\0\0\0\1\10\0\105\0\0\50\0\1\0\0\100\6\0\0\12\141\1\1\12\141\1\2\234\100\0\27", 32);
		f[46] = 0x50, f[47] = 2;
		parts[i] = (struct iovec){f, size};
		messages[i].msg_hdr.msg_iov = parts + i, messages[i].msg_hdr.msg_iovlen = 1;
	}
	srand(getpid());
	long count = atol(argv[3]), sent = 0, rate = argc == 5 ? atol(argv[4]) : 0;
	int most = rate > 0 && rate < 64000 ? rate / 1000 + 1 : batch;
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (sent < count) {
		int want = count - sent < most ? count - sent : most;
		for (int i = 0; i < want; i++) {
			unsigned source = rand();
			memcpy(frames[i] + 28, &source, 2); /* 16 of the 32 bits of the address vary */
		}
		int n = sendmmsg(fd, messages, want, 0);
		if (n > 0) sent += n;
		if (rate > 0) pace(&start, sent, rate);
	}
	printf("%ld\n", sent);
}
