/** NTP's header without extensions, its mode of a server's answer, its oldest and newest version, and its last stratum. */
const header = 48;
const serverMode = 4;
const versions = { first: 1, last: 4 };
const unsynchronised = 16;

/** The least extension field, and what may stand behind them: nothing, a crypto-NAK, or a key's number and a digest. */
const leastField = 16;
const longestDigest = 24;
const digests = [0, 4, 20, longestDigest];

/**
 * True for an answer of an NTP server (RFC 5905, 7.3 and 7.5; RFC 7822): the mode of a server, whole extension fields, and
 * no byte too many. What was not captured counts as right.
 */
export function isNtpAnswer(bytes: DataView, start: number, end: number, size: number): boolean {
  if (size < header || end - start < header) return false;
  const first = bytes.getUint8(start);
  const version = (first >>> 3) & 7;
  if ((first & 7) !== serverMode || version < versions.first || version > versions.last) return false;
  if (bytes.getUint8(start + 1) > unsynchronised) return false;
  let left = size - header;
  while (left > longestDigest) {
    const at = start + size - left;
    if (at + 4 > end) return true;
    const length = bytes.getUint16(at + 2);
    if (length < leastField || length % 4 !== 0) return false;
    left -= length;
  }
  return digests.includes(left);
}
