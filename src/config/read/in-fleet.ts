import { UsageError } from '../../util/errors.ts';
import { findDraft } from '../find.ts';
import type { ConfigSource } from '../options.ts';
import { isRecord } from '../schema/validated.ts';
import { mergedValue } from './draft.ts';
import { type HostPaths, hostPaths } from './host-files.ts';

/**
 * Whether the config names a server of a fleet. Nothing of it is judged, and no ignore file is read: for a view, which has
 * something to say where a config is wrong too. False where it cannot be read.
 */
export function namesServers(source: ConfigSource, paths: HostPaths = hostPaths): boolean {
  try {
    const value = mergedValue(findDraft(source, paths));
    const fleet = isRecord(value) ? value['fleet'] : undefined;
    const servers = isRecord(fleet) ? fleet['servers'] : undefined;
    return Array.isArray(servers) && servers.length > 0;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
