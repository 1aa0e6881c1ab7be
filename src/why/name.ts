import type { Resolver } from 'node:dns/promises';
import { type Address, compareAddresses, formatAddress, isIPv4, parseAddress } from '../net/address.ts';
import { errorCode } from '../util/errors.ts';

/** Names of one address that are looked at; whoever owns its reverse zone may list thousands. */
const mostNames = 5;

/** As RFC 1035 has it, without a word of anybody's but letters, digits, dots and hyphens. */
const isPlain = (name: string): boolean => /^[a-z0-9.-]{1,253}$/.test(name);

/**
 * The names of an address, each a line. Its owner can write any name into the reverse zone, so that a name counts only where
 * its own addresses hold this one (forward-confirmed, RFC 1912, 2.1).
 */
export async function namesOf(
  address: Address,
  resolver: Pick<Resolver, 'reverse' | 'resolve4' | 'resolve6'>,
): Promise<string[]> {
  try {
    const names = await resolver.reverse(formatAddress(address));
    const lines = await Promise.all(
      names.slice(0, mostNames).map(name => lineOf(name.toLowerCase(), address, resolver)),
    );
    return names.length > mostNames ? [...lines, `name: ${names.length - mostNames} more`] : lines;
  } catch (error) {
    const code = errorCode(error) ?? '';
    return [
      ['ENOTFOUND', 'ENODATA'].includes(code)
        ? 'name: it has none'
        : `name: not known: ${reasons[code] ?? code}`,
    ];
  }
}

const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: 'no name server has replied',
  ECONNREFUSED: 'no name server can be reached',
  ESERVFAIL: 'the name server could not find out',
};

async function lineOf(
  name: string,
  address: Address,
  resolver: Pick<Resolver, 'resolve4' | 'resolve6'>,
): Promise<string> {
  if (!isPlain(name)) return 'name: one with other characters than a to z, 0 to 9, dot and hyphen, not shown';
  const found = await (isIPv4(address) ? resolver.resolve4(name) : resolver.resolve6(name)).catch(() => []);
  const isConfirmed = found.some(text => {
    const other = parseAddress(text);
    return other !== undefined && compareAddresses(other, address) === 0;
  });
  return `name: ${name} (${isConfirmed ? 'confirmed: it leads back to this address' : 'unconfirmed: it does not lead back to this address'})`;
}
