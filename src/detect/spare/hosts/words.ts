import { type Address, parseAddress } from '../../../net/address.ts';

/** What the parsers of this folder share: text of the system's, of which only addresses are taken. */

/** An address as configuration files write it: with a zone (fe80::1%eth0), a port or a name behind `#`, in brackets. */
export function addressOf(word: string): Address | undefined {
  const [plain = ''] = word.split(/[%#]/);
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(plain) ?? [];
  return parseAddress(bracketed ?? plain);
}

/** The addresses among words; names are left out, never looked up. */
export const addressesOf = (words: readonly string[]): Address[] =>
  words.map(addressOf).filter(address => address !== undefined);

/** Every line as its words, comments (`#`, `;`, and chrony's `!`, `%`) and empty lines left out. */
export const linesOf = (text: string): string[][] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^[#;!%]/.test(line))
    .map(line => line.split(/\s+/));

/** The values of a key in `KEY=VALUE` lines, of systemd's state files and settings (os-release(5) has the quotes). */
export const valuesOf = (text: string, key: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.startsWith(`${key}=`))
    .map(line => line.slice(key.length + 1).replace(/^"(.*)"$/, '$1'));
