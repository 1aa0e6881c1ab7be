import { banTimes } from './ban.ts';
import { type Crowd, playCrowd } from './crowd.ts';

/**
 * `npm run bench fleet [HOSTS RATE SECONDS]`: how long an event takes to every host, from its making; hub and hosts on this
 * machine. `npm run bench fleet ban [BANS]`: how long it takes to the ban in another host's kernel.
 */
export async function bench(): Promise<void> {
  if (process.argv[3] === 'ban') return measureBans(Number(process.argv[4] ?? 25));
  const [hosts, rate, seconds] = process.argv.slice(3).map(Number);
  const crowds: readonly Crowd[] =
    hosts === undefined
      ? [
          { hosts: 1_000, rate: 10, seconds: 20 },
          { hosts: 10_000, rate: 1, seconds: 20 },
        ]
      : [{ hosts, rate: rate ?? 10, seconds: seconds ?? 10 }];
  for (const crowd of crowds) await measure(crowd);
}

async function measure(crowd: Crowd): Promise<void> {
  const { told, lost, connecting, percentile } = await playCrowd(crowd);
  const times = [0.5, 0.95, 0.99, 1].map(share => `p${share * 100} ${percentile(share)} ms`).join(', ');
  console.log(
    `${crowd.hosts} hosts (connected in ${connecting.toFixed(1)} s), ${crowd.rate} events a second: ${times}; ` +
      `${told} told, ${lost} of ${told * crowd.hosts} deliveries lost`,
  );
}

async function measureBans(count: number): Promise<void> {
  const times = await banTimes(count);
  const at = (share: number): string => `${(times[Math.ceil(times.length * share) - 1] ?? 0).toFixed(0)} ms`;
  console.log(
    `${count} bans, each from the line of one host's sentry to the kernel of another: median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}`,
  );
}
