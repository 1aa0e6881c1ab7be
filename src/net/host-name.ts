/** A name of hosts, as an ignore file may have it: who has its addresses is meant. */
export interface HostName {
  /** In lower case, without a dot at its end. */
  readonly name: string;
  /** Written `NAME/64`: of an IPv6 address its whole /64 is meant, which a provider gives to one customer. */
  readonly wide: boolean;
}

/** RFC 1123, 2.1: letters, digits and hyphens, which no label begins or ends with; RFC 1035 has their lengths. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const longest = 253;

/**
 * Reads `NAME` or `NAME/64`. A name has a dot, and its last label begins with a letter; undefined for anything else, and for
 * what was more likely meant for an address, such as 10.0.0.l: that is never looked up.
 */
export function parseHostName(text: string): HostName | undefined {
  const [, written, tail] = /^([\w.-]+?)\.?(\/64)?$/.exec(text) ?? [];
  const name = written?.toLowerCase() ?? '';
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || name.length > longest || !labels.every(one => label.test(one))) return undefined;
  if (!/^[a-z]/.test(last) || isMistyped(labels.slice(0, -1), last)) return undefined;
  return { name, wide: tail !== undefined };
}

export const formatHostName = ({ name, wide }: HostName): string => (wide ? `${name}/64` : name);

/** Numbers before the last label, with letters in them that look like digits: three of them, or two dots too few. */
const isMistyped = (before: readonly string[], last: string): boolean =>
  before.every(one => /^[0-9oil]*[0-9][0-9oil]*$/.test(one)) && (before.length >= 3 || last.length === 1);
