import { readOptional } from '../read/host-files.ts';
import { isRecord } from '../schema/validated.ts';

/** Whether a file is a portjail.json as `make install` leaves it: no key but `$schema`, and no comment of anybody's. */
export function saysNothing(file: string): boolean {
  const read = readOptional(file);
  if ('reason' in read) return false;
  try {
    const value: unknown = JSON.parse(read.text);
    return isRecord(value) && Object.keys(value).every(key => key === '$schema');
  } catch {
    return false;
  }
}
