import { once } from 'node:events';
import type { Product } from './product.ts';

/** What a C program needs to do no more than count the packets, on libpcap: the floor. */
export const libpcap: Product = {
  name: 'a counter in C on libpcap',
  prepare: ({ receiver }) => {
    if (receiver === undefined) throw new Error('libpcap-dev is not to be had');
  },
  start: async stage => {
    const child = stage.start(stage.programs.receiver ?? '');
    await stage.listens(child);
    return {
      lines: () => [],
      names: undefined,
      unseen: async () => {
        const told = once(child.stdout, 'data');
        for (const pid of stage.processes()) process.kill(pid, 'SIGTERM');
        const [seen = Number.NaN, dropped = Number.NaN] = String((await told)[0])
          .split(' ')
          .map(Number);
        return { dropped, of: seen + dropped, isTold: true };
      },
    };
  },
};
