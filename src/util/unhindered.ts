const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does work that must not be left half done: until it has ended, the signals that would end us have no effect. */
export async function unhindered<T>(work: () => Promise<T>): Promise<T> {
  const ignore = (): void => {};
  for (const signal of signals) process.on(signal, ignore);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, ignore);
  }
}
