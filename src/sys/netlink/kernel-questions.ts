import { SystemError } from '../libc.ts';
import { openSockDiag, type SockDiag } from './sock-diag.ts';

/** A socket for questions, which is opened with the first of them. */
export interface KernelQuestions {
  /** What the kernel says and how long that took (milliseconds); `otherwise` where it cannot be asked, or no longer. */
  ask<T>(question: (diagnosis: SockDiag) => T, otherwise: T): { readonly value: T; readonly took: number };
  close(): void;
}

/** @param onSilence called once, when the kernel turns out to have no answers */
export function openQuestions(onSilence: () => void): KernelQuestions {
  let source: SockDiag | undefined;
  let able = true;
  const asked = <T>(question: (diagnosis: SockDiag) => T, otherwise: T): T => {
    try {
      if (able) source ??= openSockDiag();
      if (source !== undefined) return question(source);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      source?.close();
      source = undefined;
    }
    if (able) onSilence();
    able = false;
    return otherwise;
  };
  return {
    ask: (question, otherwise) => {
      const start = performance.now();
      const value = asked(question, otherwise);
      return { value, took: performance.now() - start };
    },
    close: () => source?.close(),
  };
}
