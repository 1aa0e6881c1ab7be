import type { Edited } from '../../config/ignore-file/edit.ts';
import { subjectText } from '../../config/ignore-file/subject.ts';

/** What went since its time was over, in a line; or nothing. */
export const overText = ({ over }: Edited): string =>
  over.length === 0
    ? ''
    : `taken out, since the time was over: ${over.map(({ subject }) => subjectText(subject)).join(' ')}\n`;
