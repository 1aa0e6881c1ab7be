import { createHash } from 'node:crypto';
import { isRecord } from '../config/schema/validated.ts';

/**
 * The form of the state file: a line with its version and the checksum of all that follows, then JSON. A part that a later
 * version adds is one more key, which this one passes over; what changes the meaning of a key is another version.
 */

const version = 1;
const header = /^portjail-state (\d{1,9}) ([\da-f]{64})\n/;
/** What is larger is neither written nor read: bytes. */
export const largestState = 2 * 1024 * 1024;

/** A state by its parts, of which this says nothing. */
export type Parts = Readonly<Record<string, unknown>>;

/** The fault goes behind the file's name. */
export type Decoded = { readonly parts: Parts } | { readonly fault: string };

export function encodeState(parts: Parts): string {
  const body = `${JSON.stringify(parts)}\n`;
  return `portjail-state ${version} ${checksum(body)}\n${body}`;
}

/** Never throws: whatever a text is, it is a state or says why it is none. */
export function decodeState(text: string): Decoded {
  const [line = '', found = '', sum = ''] = header.exec(text) ?? [];
  if (line === '') return { fault: 'is no state of portjail' };
  if (Number(found) !== version)
    return { fault: `is of version ${Number(found)}, and this portjail reads ${version}` };
  const body = text.slice(line.length);
  if (checksum(body) !== sum) return { fault: 'is damaged' };
  const parts = parsed(body);
  return parts === undefined ? { fault: 'is damaged' } : { parts };
}

const checksum = (body: string): string => createHash('sha256').update(body).digest('hex');

function parsed(body: string): Parts | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
