/* A real scan: connects to COUNT ports from FIRST on, GAP milliseconds apart: scan SOURCE TARGET FIRST COUNT GAP. A port
 * that does not answer is left before the kernel asks it again, so that each is one SYN. */
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The first repetition comes after a second (RFC 6298, 2.1). */
enum { patience = 500 };

int main(int argc, char **argv) {
	if (argc != 6) return 2;
	struct sockaddr_in source = {.sin_family = AF_INET}, target = source;
	inet_pton(AF_INET, argv[1], &source.sin_addr), inet_pton(AF_INET, argv[2], &target.sin_addr);
	for (int i = 0, count = atoi(argv[4]); i < count; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (bind(fd, (void *)&source, sizeof source)) return 1;
		target.sin_port = htons(atoi(argv[3]) + i);
		connect(fd, (void *)&target, sizeof target);
		poll(&(struct pollfd){fd, POLLOUT, 0}, 1, patience);
		close(fd);
		usleep(atoi(argv[5]) * 1000);
	}
}
