import { readFileSync } from 'node:fs';

/** What the kernel has when nobody changed it (ip(7), ip_local_port_range). */
const usual: readonly [number, number] = [32768, 60999];

/** The ports that the kernel gives to sockets that did not ask for one, first and last; it serves IPv6 too. */
export function ephemeralPorts(): readonly [first: number, last: number] {
  try {
    return parsePortRange(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1'));
  } catch {
    return usual;
  }
}

/** Reads "32768\t60999"; the usual range when it says anything else. */
export function parsePortRange(text: string): readonly [first: number, last: number] {
  const match = /^(\d+)\s+(\d+)\s*$/.exec(text);
  return match === null ? usual : [Number(match[1]), Number(match[2])];
}
