import type { TestContext } from 'node:test';

type Name = 'setTimeout' | 'setInterval';

/** Has `t.mock.timers.tick` drive these timers. Node.js 18 takes the names by themselves. */
export function mockTimers({ mock: { timers } }: TestContext, ...apis: Name[]): void {
  const names = process.version.startsWith('v18.') ? apis : { apis };
  timers.enable(names as { apis: Name[] });
}
