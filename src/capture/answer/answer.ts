import { isDnsAnswer } from './dns.ts';
import { isNtpAnswer } from './ntp.ts';

/** Content of a datagram that is looked at, at most: DNS without extensions has no more (RFC 1035, 4.2.1). */
export const answerBytes = 512;

/** The ports of the servers whose answers are told from probes. */
export const answerPorts = { dns: 53, ntp: 123 } as const;

/**
 * True for a datagram that is a whole answer of a name or time server, by its content: somebody has asked in this host's
 * name, and the server is no scanner for it. `size` is the length of the content, bytes[start, end) is what there is of it,
 * no more than that.
 * Never throws, whatever the bytes; reads nothing outside of those; takes time by their number alone.
 */
export function isAnswer(
  sourcePort: number,
  bytes: DataView,
  start: number,
  end: number,
  size: number,
): boolean {
  if (sourcePort === answerPorts.dns) return isDnsAnswer(bytes, start, end, size);
  return sourcePort === answerPorts.ntp && isNtpAnswer(bytes, start, end, size);
}
