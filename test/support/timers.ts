import type { TestContext } from 'node:test';

type Name = 'setTimeout' | 'setInterval';

/** Has `t.mock.timers.tick` drive these timers. Node.js 18 takes the names by themselves, and its timers are numbers. */
export function mockTimers({ mock: { timers } }: TestContext, ...apis: Name[]): void {
  const isOld = process.version.startsWith('v18.');
  if (isOld) Object.defineProperty(Number.prototype, 'unref', { value: itself, configurable: true });
  timers.enable((isOld ? apis : { apis }) as { apis: Name[] });
}

function itself<T>(this: T): T {
  return this;
}
