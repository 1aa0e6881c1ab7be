import type { Address } from '../../../net/address.ts';
import { addressOf } from '../hosts/words.ts';

/** The other end of a connection by which somebody has logged in. */
export interface Accepted {
  readonly peer: Address;
  readonly port: number;
}

/**
 * What sshd says of every login, at its default LogLevel or above: auth_log() in OpenSSH's auth.c. What a client chooses,
 * its user name above all, stands behind other words there ("Failed", "Invalid user"), and line breaks are escaped.
 */
const words =
  /^Accepted \S{1,64} for \S{1,256} from (?<peer>[\da-fA-F:.]{2,45}(?:%\S{1,16})?) port (?<port>\d{1,5}) ssh2(?:: .*)?$/;

/** What a process says that nobody has logged in to yet, and its parent passes on, ends so: monitor.c. */
const unproved = / \[preauth\]$/;

/** Who has logged in, by a message of sshd; undefined for every other one. */
export function parseAccepted(message: string): Accepted | undefined {
  const { peer: text = '', port = '' } = words.exec(message)?.groups ?? {};
  const peer = addressOf(text);
  if (peer === undefined || unproved.test(message)) return undefined;
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { peer, port: number } : undefined;
}

/** A name to be looked up, equal for equal ends. */
export const nameOf = ({ peer, port }: Accepted): string => `${peer.join(' ')} ${port}`;
