/*
 * The other side of the benchmark of traps: what connects, serves and sends as fast as it goes.
 *   flood TARGET FIRST LAST COUNT [OPEN]  connections one after the other, over the ports, of which the last OPEN stay
 *                                    open; prints how many, the seconds, and the microseconds of CPU for each
 *   knock TARGET PORT                one connection a millisecond until SIGTERM; prints when each began that no service
 *                                    answered
 *   serve ADDRESS PORT TIMES         starts so many times, for 5 ms each; prints when it listened and when it stopped
 *   take ADDRESS PORT                binds without SO_REUSEADDR until it succeeds; prints how long that took, in ms
 *   accept ADDRESS PORT              takes connections and datagrams for ever
 *   send TARGET PORT COUNT           datagrams; prints the nanoseconds of CPU for each
 * Times are nanoseconds of CLOCK_MONOTONIC.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long at(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long now(void) { return at(CLOCK_MONOTONIC); }

/* Of this process, with what the kernel does for a packet of it on both sides of a veth. */
static long long used(void) { return at(CLOCK_PROCESS_CPUTIME_ID); }

static struct sockaddr_in place(const char *address, int port) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &here.sin_addr);
  return here;
}

static void reset(int fd) {
  struct linger off = {1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off);
  close(fd);
}

/* A listener; -1 when it cannot be had. */
static int listener(const char *address, int port, int reuse) {
  struct sockaddr_in here = place(address, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  if (bind(fd, (struct sockaddr *)&here, sizeof here) == 0 && listen(fd, 4096) == 0) return fd;
  close(fd);
  return -1;
}

static void flood(const char *target, int first, int last, long count, int open) {
  long done = 0;
  int *kept = calloc(open + 1, sizeof *kept);
  long long start = now(), before = used();
  for (long i = 0; i < count; i++) {
    struct sockaddr_in to = place(target, first + i % (last - first + 1));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    done += connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
    if (open == 0) kept[0] = fd;
    if (kept[i % (open + 1)] > 0) reset(kept[i % (open + 1)]);
    kept[i % (open + 1)] = open == 0 ? 0 : fd;
  }
  printf("%ld %f %f\n", done, (now() - start) / 1e9, (used() - before) / 1e3 / count);
}

static volatile sig_atomic_t over = 0;

static void end(int number) {
  (void)number;
  over = 1;
}

/* A service answers with a byte; nobody else does. */
static void knock(const char *target, int port) {
  long long next = now();
  long tried = 0, served = 0;
  signal(SIGTERM, end);
  for (; !over; next += 1000000) {
    struct timespec t = {next / 1000000000, next % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    struct sockaddr_in here = place(target, port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval patience = {5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    long long began = now();
    char byte;
    tried++;
    if (connect(fd, (struct sockaddr *)&here, sizeof here) == 0 && read(fd, &byte, 1) == 1) served++;
    else printf("%lld\n", began);
    reset(fd);
    if (now() > next + 1000000) next = now();
  }
  printf("tried %ld served %ld\n", tried, served);
}

static void serve(const char *address, int port, int times) {
  struct sockaddr_in here = place(address, port);
  for (int i = 0; i < times; i++) {
    int fd, one = 1;
    while (fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0),
           setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one),
           bind(fd, (struct sockaddr *)&here, sizeof here) != 0) {
      close(fd);
      usleep(200);
    }
    /* Bound and in no table: a look in between finds the port free. */
    usleep(i % 4 * 1000);
    listen(fd, 4096);
    long long began = now(), end = began + 5000000;
    printf("%lld ", began);
    for (int more = 1; more;) {
      struct pollfd wait = {fd, POLLIN, 0};
      more = now() < end;
      poll(&wait, 1, more ? 1 : 0);
      for (int peer; (peer = accept(fd, NULL, NULL)) >= 0; close(peer)) (void)!write(peer, "s", 1);
    }
    printf("%lld\n", end);
    close(fd);
    usleep(3000);
  }
}

static void take(const char *address, int port) {
  long long start = now();
  while (listener(address, port, 0) < 0) usleep(1000);
  printf("%f\n", (now() - start) / 1e6);
}

static void acceptAll(const char *address, int port) {
  struct sockaddr_in here = place(address, port);
  int fd = listener(address, port, 1), udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  bind(udp, (struct sockaddr *)&here, sizeof here);
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    struct pollfd wait[2] = {{fd, POLLIN, 0}, {udp, POLLIN, 0}};
    char byte;
    poll(wait, 2, -1);
    for (int peer; (peer = accept(fd, NULL, NULL)) >= 0; close(peer));
    while (recv(udp, &byte, 1, 0) >= 0);
  }
}

static void sendAll(const char *target, int port, long count) {
  struct sockaddr_in to = place(target, port);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  long long before = used();
  for (long i = 0; i < count; i++) sendto(fd, "datagram", 8, 0, (struct sockaddr *)&to, sizeof to);
  printf("%f\n", (used() - before) / (double)count);
}

int main(int count, char **args) {
  if (count < 4) return 2;
  const char *mode = args[1], *address = args[2];
  int port = atoi(args[3]), number = count > 4 ? atoi(args[4]) : 0;
  if (!strcmp(mode, "flood")) flood(address, port, number, atol(args[5]), count > 6 ? atoi(args[6]) : 0);
  else if (!strcmp(mode, "knock")) knock(address, port);
  else if (!strcmp(mode, "serve")) serve(address, port, number);
  else if (!strcmp(mode, "take")) take(address, port);
  else if (!strcmp(mode, "accept")) acceptAll(address, port);
  else if (!strcmp(mode, "send")) sendAll(address, port, number);
  else return 2;
  return 0;
}
