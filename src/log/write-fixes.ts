import { errorCode, errorMessage } from '../util/errors.ts';

/** What to do about each reason of the system for not writing a file: errno(3), write(2), open(2). */
const fixes: ReadonlyMap<string, string> = new Map([
  ['EACCES', "give it and its directory to the sentry's user"],
  ['EPERM', '"lsattr" shows whether it may be changed at all: "chattr -i" lets it'],
  [
    'EROFS',
    'nothing can be written there: "dmesg" may say why; under systemd name its directory in ReadWritePaths=',
  ],
  ['ENOSPC', 'the disk is full: make room'],
  ['ENOTDIR', 'a file stands in the place of its directory: move it away'],
  ['EDQUOT', "the quota of the sentry's user is used up: raise it, or make room"],
  [
    'EFBIG',
    'it is as large as a file of this process may be: rotate it, or raise that (LimitFSIZE= of the unit)',
  ],
  ['EIO', 'the disk fails: "dmesg" may say why'],
  ['EMFILE', 'the sentry may open no more files: raise that (LimitNOFILE= of the unit)'],
  ['ENFILE', 'this host can open no more files: raise fs.file-max'],
]);

/** The fix for a failure to write a file, where there is one for its reason. */
export const writeFix = (error: unknown): string | undefined => fixes.get(errorCode(error) ?? '');

/** Why a file cannot be written. The words of a system error name the file as it was opened, not as people know it. */
export const whyUnwritten = (error: unknown): string => errorCode(error) ?? errorMessage(error);
