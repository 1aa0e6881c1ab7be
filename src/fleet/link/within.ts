import { WorkError } from '../../util/errors.ts';

/** The same, but it rejects with WorkError when nothing has come of it in time (milliseconds): no step may hang. */
export async function within<T>(patience: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new WorkError(`${what}: no reply within ${patience / 1000} s`)),
      patience,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whatever becomes of it later is nobody's business.
    work.catch(() => {});
  }
}
