import { format } from 'date-fns/format';
import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import type { Terms } from '../../config/ignore-file/terms.ts';

/** "for good", or until when, in local time. */
export const untilText = ({ until }: Pick<Terms, 'until'>, now: number): string =>
  until === undefined
    ? 'for good'
    : `until ${format(until, 'yyyy-MM-dd HH:mm:ss')} (${formatDistanceStrict(until, now)})`;

/** The note in quotes, or that there is none. */
export const noteText = ({ note }: Pick<Terms, 'note'>): string => (note === '' ? 'no note' : `"${note}"`);
