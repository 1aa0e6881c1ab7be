/* The same ring as ours, read in C: what the program is measured against. Prints packets, drops, CPU ms at SIGTERM. */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t over;
static void end(int signal) { (void)signal, over = 1; }

int main(int argc, char **argv) {
	/* The filter comes as hex from the bench: the same one as ours. */
	static struct sock_filter code[4096];
	unsigned count = 0;
	if (argc != 2) return 2;
	for (unsigned a, b, c, d, used = 0; sscanf(argv[1] + used, "%4x%2x%2x%8x", &a, &b, &c, &d) == 4; used += 16)
		code[count++] = (struct sock_filter){a, b, c, d};
	int fd = socket(AF_PACKET, SOCK_DGRAM, 0), version = TPACKET_V3, one = 1;
	struct sock_fprog program = {count, code};
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program)) return perror("filter"), 1;
	setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version);
	struct tpacket_req3 ring = {1 << 18, 64, 2048, 128 * 64, 10, 0, 0};
	if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring)) return perror("ring"), 1;
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one);
	char *memory = mmap(0, 1 << 24, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct sockaddr_ll all = {.sll_family = AF_PACKET, .sll_protocol = htons(3)};
	bind(fd, (void *)&all, sizeof all);
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, 0);
	puts("ready"), fflush(stdout);
	unsigned long packets = 0, sum = 0;
	for (unsigned next = 0; !over;) {
		struct tpacket_block_desc *block = (void *)(memory + ((size_t)next << 18));
		if (!(__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
			poll(&(struct pollfd){fd, POLLIN, 0}, 1, 1000);
			continue;
		}
		struct tpacket3_hdr *p = (void *)((char *)block + block->hdr.bh1.offset_to_first_pkt);
		for (unsigned i = block->hdr.bh1.num_pkts; i; i--, p = (void *)((char *)p + p->tp_next_offset)) {
			unsigned char *ip = (unsigned char *)p + p->tp_net, *tcp = ip + (*ip & 15) * 4;
			sum += ip[12] + ip[13] + ip[14] + ip[15] + tcp[2] + tcp[3] + tcp[13];
			packets++;
		}
		__atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		next = (next + 1) % 64;
	}
	struct tpacket_stats_v3 stats = {0};
	socklen_t size = sizeof stats;
	getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size);
	struct rusage use;
	getrusage(RUSAGE_SELF, &use);
	long cpu = (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000 + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1000;
	printf("%lu %u %ld %lu\n", packets, stats.tp_drops, cpu, sum % 10);
}
