/* What takes the lines of programs that write to syslog: syslog SOCKET FILE. A line is on disk when nothing waits behind
 * it, or when much has come. Says that it listens. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv) {
	if (argc != 3) return 2;
	struct sockaddr_un place = {.sun_family = AF_UNIX};
	strncpy(place.sun_path, argv[1], sizeof place.sun_path - 1);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	FILE *file = fopen(argv[2], "w");
	if (!file || bind(fd, (void *)&place, sizeof place)) return perror(argv[1]), 1;
	puts("listening"), fflush(stdout);
	for (char line[2048];;) {
		ssize_t length = recv(fd, line, sizeof line, MSG_DONTWAIT);
		if (length < 0) fflush(file), length = recv(fd, line, sizeof line, 0);
		if (length < 0) return perror("recv"), 1;
		while (length && (line[length - 1] == '\n' || !line[length - 1])) length--;
		fwrite(line, 1, length, file), putc('\n', file);
	}
}
