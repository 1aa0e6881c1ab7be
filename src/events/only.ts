import { type Address, formatAddress, isIPv4, maskAddress, type Prefix } from '../net/address.ts';

/**
 * How each line about an address of this network, or about a network that it lies in, goes on behind `src=` or a blank: what
 * finds the few lines of one source among millions before any of them is parsed.
 */
export function leadOf({ address, length }: Prefix): string {
  const text = formatAddress(address);
  if (isIPv4(address)) {
    const octets = Math.floor((length - 96) / 8);
    return octets >= 4
      ? text
      : text
          .split('.')
          .slice(0, Math.max(0, octets))
          .map(octet => `${octet}.`)
          .join('');
  }
  // A line may name a whole network of 64 bits or more; from the first zero on, it may be written in another way.
  const groups = text.split(':').slice(0, Math.min(4, Math.floor(length / 16)));
  const zero = groups.findIndex(group => group === '' || group === '0');
  return (zero < 0 ? groups : groups.slice(0, zero)).map(group => `${group}:`).join('');
}

/** Whether a source, or the network that is meant by it, is of this network or holds it. */
export function concerns(only: Prefix, source: Address, prefix = 128): boolean {
  const length = Math.min(only.length, prefix);
  const [one, other] = [maskAddress(only.address, length), maskAddress(source, length)];
  return one.every((word, at) => word === other[at]);
}
