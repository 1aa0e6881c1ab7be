import { diag } from '../util/diag.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { oneLine, printable } from '../util/print.ts';

/** What is wrong with a file that the sentry writes, for people. */
export interface Trouble {
  readonly file: string;
  /** Lines wait; else each is written, if slowly. */
  readonly stopped: boolean;
  readonly what: string;
  readonly fix: string;
  /** Since when (milliseconds since the epoch). */
  readonly since: number;
}

/** Says once what is wrong with the writing of one file, and once when it is well again. */
export interface Troubles {
  /** A line could not be written. Each reason in a row is said once. */
  failed(error: unknown): void;
  /** All that waited is written. `lost` is how many lines were given up until now. */
  written(lost: number): void;
  /** How long one line took (milliseconds). */
  took(time: number): void;
  /** What is wrong now. */
  now(): Trouble | undefined;
}

/** While a line is written nothing else is done: packets wait in the kernel, which has room for some 1.2 s of a flood. */
const slow = 1_000;
/** A disk that took no line so long for as long as this is well again (milliseconds). */
const wellAfter = 60_000;

/** @param clock milliseconds that never go back */
export function createTroubles(file: string, clock = () => performance.now()): Troubles {
  let [stopped, dragged]: [Trouble | undefined, Trouble | undefined] = [undefined, undefined];
  let slowAt = 0;
  const trouble = (what: string, fix: string, before: Trouble | undefined, isStopped: boolean): Trouble => ({
    file,
    stopped: isStopped,
    what: printable(oneLine(what)),
    fix,
    since: before?.since ?? Date.now(),
  });
  return {
    failed: error => {
      const [before, fix] = [stopped, writeFix(error)];
      const what = `cannot write ${file}: ${whyUnwritten(error)}`;
      stopped = trouble(what, fix ?? 'put that right: it is tried again every 5 s', before, true);
      if (stopped.what === before?.what) return;
      diag('error', `${stopped.what}${fix === undefined ? '' : ` (${fix})`}; trying again`);
    },
    written: lost => {
      if (stopped !== undefined) diag('notice', `${file} is written again; ${lost} lines were lost`);
      stopped = undefined;
      if (dragged === undefined || clock() - slowAt < wellAfter) return;
      diag('notice', `${file} is written quickly again`);
      dragged = undefined;
    },
    took: time => {
      if (time < slow) return;
      slowAt = clock();
      const what = `writing ${file} is slow: one line took ${(time / 1000).toFixed(1)} s, in which nothing else was done`;
      const before = dragged;
      dragged = trouble(what, 'the disk is overloaded or fails: give the log a faster one', before, false);
      if (before === undefined) diag('warning', `${dragged.what}: ${dragged.fix}`);
    },
    now: () => stopped ?? dragged,
  };
}

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
const whyUnwritten = (error: unknown): string => errorCode(error) ?? errorMessage(error);
