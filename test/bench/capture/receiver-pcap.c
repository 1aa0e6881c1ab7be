/* libpcap as a C program uses it: what the ring is measured against. Does for each packet what ours does: addresses,
 * port and flags, the port looked up in a bitmap, a count. Prints packets, drops, CPU ms at SIGTERM. */
#include <arpa/inet.h>
#include <pcap.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { cooked2 = 20 };

static pcap_t *capture;
static unsigned char watched[8192];
static volatile unsigned sink[4];
static unsigned long packets;

static void end(int signal) { (void)signal, pcap_breakloop(capture); }

static void onPacket(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes) {
	(void)user;
	if (header->caplen < cooked2 + 34 || bytes[10]) return;
	const unsigned char *ip = bytes + cooked2, *tcp = ip + (*ip & 15) * 4;
	if (*ip >> 4 != 4 || ip[9] != 6 || tcp + 14 > bytes + header->caplen) return;
	unsigned port = tcp[2] << 8 | tcp[3], source, target;
	memcpy(&source, ip + 12, 4), memcpy(&target, ip + 16, 4);
	sink[0] = ntohl(source), sink[1] = ntohl(target), sink[2] = tcp[0] << 8 | tcp[1], sink[3] = tcp[13];
	if (!(tcp[13] & 0x14) && watched[port >> 3] >> (port & 7) & 1) packets++;
}

int main(void) {
	char error[PCAP_ERRBUF_SIZE];
	struct bpf_program program;
	for (int port = 1; port < 1024; port++) watched[port >> 3] |= 1 << (port & 7);
	capture = pcap_create("any", error);
	pcap_set_snaplen(capture, 128), pcap_set_timeout(capture, 10), pcap_set_buffer_size(capture, 1 << 24);
	if (pcap_activate(capture) < 0 || pcap_set_datalink(capture, DLT_LINUX_SLL2)) return pcap_perror(capture, "pcap"), 1;
	const char *filter = "inbound and tcp[13] & 0x14 == 0 and tcp dst portrange 1-1023";
	if (pcap_compile(capture, &program, filter, 1, 0) || pcap_setfilter(capture, &program)) return pcap_perror(capture, "filter"), 1;
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, 0);
	struct rusage before, use;
	getrusage(RUSAGE_SELF, &before);
	puts("ready"), fflush(stdout);
	pcap_loop(capture, -1, onPacket, 0);
	struct pcap_stat stats = {0};
	pcap_stats(capture, &stats);
	getrusage(RUSAGE_SELF, &use);
	long cpu = (use.ru_utime.tv_sec + use.ru_stime.tv_sec - before.ru_utime.tv_sec - before.ru_stime.tv_sec) * 1000 +
		(use.ru_utime.tv_usec + use.ru_stime.tv_usec - before.ru_utime.tv_usec - before.ru_stime.tv_usec) / 1000;
	printf("%lu %u %ld\n", packets, stats.ps_drop, cpu);
}
