import { errorCode, errorMessage } from '../util/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it: ask as root (sudo), or as a member of its group',
  ENOTDIR: 'there is no such file',
};

/** Why a file cannot be read, as it goes on behind its name. */
export const reasonOf = (error: unknown): string => {
  const code = errorCode(error) ?? '';
  if (code.startsWith('Z_')) return `it is damaged (${errorMessage(error)})`;
  return reasons[code] ?? errorMessage(error);
};
