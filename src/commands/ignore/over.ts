import type { Edited } from '../../config/ignore-file/edit.ts';
import { formatPrefix } from '../../net/address.ts';

/** What went since its time was over, in a line; or nothing. */
export const overText = ({ over }: Edited): string =>
  over.length === 0
    ? ''
    : `taken out, since the time was over: ${over.map(({ prefix }) => formatPrefix(prefix)).join(' ')}\n`;
