import { formatPrefix, maskAddress, type Prefix, parseAddress, parsePrefix } from '../net/address.ts';

/** An entry of an ignore list as it was read, with what its writer should know. */
export interface ReadPrefix {
  readonly prefix: Prefix;
  readonly remark: string | undefined;
}

/** Reads an address or network; undefined when it is neither. */
export function readPrefix(text: string): ReadPrefix | undefined {
  // fe80::1%eth0: a prefix set knows no links, so the address counts on every one of them.
  const bare = text.replace(/%[^/]*/, '');
  const prefix = parsePrefix(bare);
  return prefix && { prefix, remark: remarkOn(text, bare, prefix) };
}

function remarkOn(text: string, bare: string, prefix: Prefix): string | undefined {
  const form = formatPrefix(prefix);
  const address = parseAddress(bare.split('/')[0] ?? '');
  if (bare !== text) return `"${text}": the zone does not count, read as ${form}`;
  if (address?.join() !== maskAddress(address ?? prefix.address, prefix.length).join())
    return `"${text}" has bits set beyond its length: read as ${form}`;
  if (form.endsWith('/0')) return `"${text}" ignores every host: nothing of that family is ever banned`;
  return undefined;
}
