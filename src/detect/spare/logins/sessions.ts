import type { Address } from '../../../net/address.ts';
import { addressesOf, valuesOf } from '../hosts/words.ts';

/** One file for each session that logind knows; pam_systemd(8) asks for one when a login has succeeded. */
export const sessionFolder = '/run/systemd/sessions';

const live = new Set(['active', 'online']);

/**
 * The peer of a remote session that is in use: session_save() in systemd's logind-session.c. An open
 * connection to the SSH port is not enough: anybody can hold one without a password.
 */
export function parseSession(text: string): Address[] {
  const one = (key: string): string => valuesOf(text, key)[0] ?? '';
  return one('REMOTE') === '1' && live.has(one('STATE')) ? addressesOf([one('REMOTE_HOST')]) : [];
}
