import type { FileStamp } from '../../config/read/host-files.ts';
import { statusPath } from '../../status/place.ts';
import { type Told, tellSentry } from '../../status/tell.ts';

/** Has the running sentry read the file that was written. */
export const tell = (stamp: FileStamp): Promise<Told> => tellSentry(stamp, statusPath());

/** What became of it, in a line. `done` is what follows where it was read. */
export function toldText(told: Told, { file }: FileStamp, done: string): string {
  if (told.state === 'none') return `no sentry runs (${told.why}): it reads ${file} when it starts`;
  const { pid, config } = told.status;
  if (told.state === 'read') return `the sentry (process ${pid}) has read ${file}: ${done}`;
  return (
    `the sentry (process ${pid}, config ${config ?? 'the built-in defaults'}) has not read ${file} within five seconds, and ` +
    'goes on as before: its config may have a mistake ("portjail check"), name other ignore.files, or its user may not read ' +
    'the file; "journalctl -u portjail" has its words'
  );
}
