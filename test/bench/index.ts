/** `npm run bench NAME`: runs one benchmark; each prints ratios against its peer from the same run, or its own rates. */
const benches: Record<string, () => Promise<{ bench: () => void | Promise<void> }>> = {
  capture: () => import('./capture.ts'),
  detect: () => import('./detect.ts'),
  flood: () => import('./flood/bench.ts'),
  fleet: () => import('./fleet/bench.ts'),
  follow: () => import('./follow.ts'),
  ignore: () => import('./ignore.ts'),
  latency: () => import('./latency.ts'),
  memory: () => import('./memory/bench.ts'),
  pipeline: () => import('./pipeline/bench.ts'),
  report: () => import('./report.ts'),
  rules: () => import('./rules.ts'),
  simulate: () => import('./simulate.ts'),
  start: () => import('./start.ts'),
  state: () => import('./state/bench.ts'),
  traps: () => import('./traps.ts'),
};
const name = process.argv[2] ?? '';
const load = benches[name];
if (load === undefined) {
  throw new RangeError(`There is no benchmark "${name}": there are ${Object.keys(benches).join(', ')}`);
}
const { bench } = await load();
await bench();
