/**
 * What our programs read and call, from linux/bpf.h: enums by their values, structs by the offsets of their fields. Words of
 * addresses are in network order, as they lie in memory; ports are in host order unless it is said otherwise.
 */

/** enum bpf_func_id, with the Linux that gave it to these kinds of programs. */
export const helper = {
  mapLookup: 1,
  /** Nanoseconds of CLOCK_MONOTONIC. */
  now: 5,
  /** Gives back the reference that a lookup in a map of sockets has taken. */
  socketRelease: 86,
  /** Makes a socket the one that the packet goes to (5.9). */
  socketAssign: 124,
  /** The number of a socket's network namespace: 5.7 for binds, 5.15 for BPF_PROG_TYPE_SOCK_OPS. */
  netnsCookie: 122,
} as const;

/** enum sk_action: what a BPF_PROG_TYPE_SK_LOOKUP returns, whether it has assigned a socket or not. */
export const SK_PASS = 1;

/** What a program on a cgroup returns so that the call goes on as if there were none. */
export const goOn = 1;

/** struct bpf_sk_lookup: the packet that a socket is looked for. */
export const lookup = {
  family: 8,
  protocol: 12,
  remote4: 16,
  remote6: 20,
  /** Two bytes in network order (a narrow read before Linux 5.18). */
  remotePort: 36,
  localPort: 60,
  /** Index of the interface that it came by (5.17); that of the VRF for a member of one. */
  ingress: 64,
} as const;

/** struct bpf_sock: the socket that was bound. */
export const sock = { family: 4, protocol: 12, address4: 24, address6: 28, port: 44 } as const;

/** struct bpf_sock_ops: the socket that something happened to. */
export const sockOps = { op: 0, family: 20, address4: 28, address6: 48, port: 68 } as const;

/** BPF_SOCK_OPS_TCP_LISTEN_CB: listen(2) has made a listener of it (4.19). */
export const TCP_LISTEN_CB = 11;
