import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Rules, Sink } from '../src/detect/rules.ts';
import { noTraces } from '../src/detect/track/traces.ts';
import { createTracker } from '../src/detect/track/tracker.ts';
import type { Held } from '../src/log/line.ts';
import { type Address, parsePrefix } from '../src/net/address.ts';
import { prefixSet } from '../src/net/prefix-set.ts';
import { pipeline } from '../src/pipeline.ts';
import type { Probe } from '../src/probe.ts';
import { anywhere, datagram, probe } from './detect/helpers.ts';
import { modelTracker } from './detect/track/model-tracker.ts';
import { modelPipeline } from './model-pipeline.ts';
import { sized } from './support/long.ts';

/** An eighth of a second, in which the tracker tells the time, is a 2048th of this window. */
const window = 2048 * 125;
const nobody = prefixSet([]);
const guarded = prefixSet([parsePrefix('10.0.0.4/30') ?? assert.fail()]);
const rules = (patience: number, packet: number): Rules => ({
  ...anywhere,
  spared: { ignored: nobody, own: nobody, hosts: guarded, isConnected: source => source[3] % 8 === 1 },
  trigger: { handshake: 2, packet, window },
  prefixes: { ipv4: 0, ipv6: 0 },
  translators: nobody,
  seen: new Set(['below-trigger', 'protected']),
  patience,
});

/** Lines as they were told; what is held is told by counts. */
function listener() {
  const told: { text: string; held?: Held }[] = [];
  const line = (
    { time, source, port, protocol, evidence }: Probe,
    { hits, ports }: { hits: number; ports: number },
  ) => [time, ...source, port, protocol, evidence, hits, ports].join(' ');
  const sink: Sink = {
    scan: (each, tally) => void told.push({ text: `scan ${line(each, tally)}` }),
    seen: (each, tally, why) => void told.push({ text: `${why} ${line(each, tally)}` }),
    held: (time, held) => void told.push({ text: `held ${time}`, held }),
  };
  return { told, sink };
}

/** Random traffic, a flood of so many sources, or one where the clock jumps, in ticks of 125 ms. */
const gaps = {
  random: fc.nat(30),
  flood: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
  jumps: fc.oneof({ weight: 20, arbitrary: fc.nat(10) }, fc.integer({ min: -3_000, max: 3_000 })),
};
const steps = (gap: fc.Arbitrary<number>, sources: number, ports: number) =>
  fc.array(
    fc.record({
      gap,
      host: fc.nat(sources),
      port: fc.nat(ports),
      what: fc.constantFrom('packet', 'packet', 'packet', 'packet', 'handshake', 'answer', 'say'),
    }),
    { maxLength: 300, size: 'max' },
  );
type Step = ReturnType<typeof steps> extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

function agrees(list: readonly Step[], capacity: number, patience: number, packet: number): void {
  const [ours, theirs] = [listener(), listener()];
  const tracker = createTracker(capacity, undefined, undefined, noTraces);
  const real = pipeline(rules(patience, packet), tracker, ours.sink);
  const model = modelPipeline(rules(patience, packet), modelTracker(capacity), theirs.sink);
  const sayTheSame = (): void => {
    const [said, expected] = [ours.told.splice(0), theirs.told.splice(0)];
    // Once somebody has been forgotten, who comes again counts once more: so many sources at most.
    if (tracker.sources() === capacity)
      for (const [i, { held }] of said.entries()) {
        const other = expected[i]?.held;
        if (held === undefined || other === undefined) continue;
        assert.ok(other.sources <= held.sources && held.sources <= held.lines);
        said[i] = { text: said[i]?.text ?? '', held: { ...held, sources: other.sources } };
      }
    assert.deepEqual(said, expected);
  };
  /** Written anew for each probe, as a sentry does. */
  const words: [number, number, number, number] = [0, 0, 0xffff, 0];
  let time = 8_000_000_000 * 125;
  for (const { gap, host, port, what } of list) {
    time += gap * 125;
    words[3] = 0x0a000000 + host;
    const source: Address = [...words];
    const make = what === 'handshake' ? probe : datagram;
    if (what === 'say') for (const one of [real, model]) one.sayHeld(time);
    else if (what === 'answer')
      for (const one of [real, model]) one.answered({ time, source, protocol: 'udp', port });
    else {
      real.report(make({ time, source: words, port }));
      model.report(make({ time, source, port }));
    }
    assert.deepEqual(real.counters, model.counters);
    sayTheSame();
  }
  for (const one of [real, model]) one.end(time);
  model.sayHeld(time);
  sayTheSame();
}

for (const [name, sources, ports] of [
  ['random', 12, 8],
  ['flood', 200, 6],
  ['flood', 90, 40],
  ['jumps', 12, 8],
] as const)
  test(`pipeline() agrees with a slow model: ${name}, ${sources} sources, ${ports} ports`, () => {
    // What a clock that went back has ended does not come back when a touch is taken back, as in the model it does.
    const list = steps(gaps[name], sources, ports).map(all =>
      name === 'jumps' ? all.filter(({ what }) => what !== 'answer') : all,
    );
    fc.assert(
      fc.property(list, fc.constantFrom(16, 400), fc.constantFrom(0, 1_000), fc.constantFrom(4, 2), agrees),
      { numRuns: sized(40, 3_000) },
    );
  });
