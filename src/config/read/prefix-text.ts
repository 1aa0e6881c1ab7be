import {
  compareAddresses,
  formatPrefix,
  isIPv4,
  maskAddress,
  type Prefix,
  parseUnmasked,
} from '../../net/address.ts';

/** An entry of an ignore list as it was read, with what its writer should know. */
export interface ReadPrefix {
  readonly prefix: Prefix;
  readonly remark: string | undefined;
}

/** Reads an address or network; undefined when it is neither. */
export function readPrefix(text: string): ReadPrefix | undefined {
  // fe80::1%eth0: a prefix set knows no links, so the address counts on every one of them.
  const bare = text.includes('%') ? text.replace(/%[^/]*/, '') : text;
  const written = parseUnmasked(bare);
  if (written === undefined) return undefined;
  const prefix = { address: maskAddress(written.address, written.length), length: written.length };
  if (bare !== text)
    return { prefix, remark: `"${text}": the zone does not count, read as ${formatPrefix(prefix)}` };
  return { prefix, remark: remarkOn(text, written, prefix) };
}

function remarkOn(text: string, written: Prefix, prefix: Prefix): string | undefined {
  if (compareAddresses(written.address, prefix.address) !== 0)
    return `"${text}" has bits set beyond its length: read as ${formatPrefix(prefix)}`;
  const isAll = prefix.length === 0 || (prefix.length === 96 && isIPv4(prefix.address));
  return isAll ? `"${text}" ignores every host: nothing of that family is ever banned` : undefined;
}
