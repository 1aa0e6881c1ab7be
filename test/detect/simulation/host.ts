import assert from 'node:assert/strict';
import { isAnswer } from '../../../src/capture/answer/answer.ts';
import { kindOfFlags } from '../../../src/capture/kind.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { isConfig } from '../../../src/config/schema/validated.ts';
import type { Spared } from '../../../src/detect/rules.ts';
import { shield, spare } from '../../../src/detect/spare/protect.ts';
import { lanPortsOf } from '../../../src/detect/track/lan.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';
import { nothingAttached } from '../../../src/detect/watch/attached.ts';
import { isHearsay } from '../../../src/detect/watch/hearsay.ts';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { createServices, lookEvery } from '../../../src/detect/watch/services.ts';
import type { Touch } from '../../../src/detect/watch/touch.ts';
import { createWatch } from '../../../src/detect/watch/watch.ts';
import { nothingRedirected } from '../../../src/firewall/redirected.ts';
import { isIPv4 } from '../../../src/net/address.ts';
import { type PortRange, portsOf } from '../../../src/net/ports.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import type { Evidence, Kind, Protocol } from '../../../src/probe.ts';
import { address } from '../helpers.ts';
import { type FakeSource, fakeSource, socketAt } from '../sources.ts';

export type Mode = 'connect' | 'stealth' | 'advanced';

/** What is left out to see that it is needed. */
export interface Without {
  /** No port is one that clients are given: nothing looks like an answer to a question of ours. */
  readonly ownQuestions?: boolean;
  /** A service that stops is forgotten at once. */
  readonly quarantine?: boolean;
  /** Answers count as questions: SYN and ACK as a SYN. */
  readonly flags?: boolean;
  /** Whole answers of name and time servers count as any datagram. */
  readonly answers?: boolean;
  /** Machines of the LAN are watched as any other. */
  readonly lan?: boolean;
  /** Fewer distinct ports of packets make a scan. */
  readonly trigger?: number;
}

/** One packet as it comes in; `flags` are TCP's. */
interface Packet {
  readonly from: string;
  readonly sourcePort: number;
  readonly to?: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly flags?: number;
  /** The content of a datagram, where it matters. */
  readonly payload?: readonly number[];
}

/** A host with a sentry, as far as packets, sockets and time go. */
export interface Host {
  readonly mode: Mode;
  /** Milliseconds; time passes with `wait` only. */
  readonly now: number;
  wait(milliseconds: number): void;
  /** A service opens a port, or closes it. */
  open(protocol: Protocol, ...ports: number[]): void;
  /** As `open`, over IPv4 alone. */
  openIPv4(protocol: Protocol, ...ports: number[]): void;
  close(protocol: Protocol, ...ports: number[]): void;
  receive(packet: Packet): void;
  /** Touches that were taken for probes, and ban-grade verdicts, by source. */
  readonly probes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly named: ReadonlyMap<string, number>;
}

const ephemeral: PortRange = [32_768, 60_999];
const here = address('192.0.2.10');
const here6 = address('2001:db8::10');

export function configOf(mode: Mode): Config {
  const config = { tcp: { mode }, udp: { mode } };
  assert.ok(isConfig(config));
  return config;
}

export function createHost(mode: Mode, without: Without = {}): Host {
  const config = configOf(mode);
  const source = fakeSource();
  // The kernel says of a packet what its tables say, of its family alone.
  source.answer = (protocol, { port, target }) =>
    source[protocol].some(entry => entry.port === port && (!isIPv4(entry.address) || isIPv4(target)));
  const eyes = mode === 'connect' ? listening(config, source) : capturing(config, source, without);
  const spared: Spared = { ignored: prefixSet([]), own: prefixSet([]), hosts: prefixSet([]) };
  const trigger = { ...config.trigger, packet: without.trigger ?? config.trigger.packet, window: 600_000 };
  const lan = without.lan === true ? new Map() : lanPortsOf(config);
  const tracker = createTracker();
  const probes = new Map<string, Set<string>>();
  const named = new Map<string, number>();
  let now = 1_800_000_000_000;
  let changed = now;

  const judge = (packet: Packet, touch: Touch, evidence: Evidence): void => {
    const ports = probes.get(packet.from) ?? new Set();
    probes.set(packet.from, ports.add(`${touch.protocol} ${touch.port}`));
    const probe = { ...touch, time: now, evidence, isAnswer: without.answers !== true && answers(packet) };
    if (isHearsay(probe, nothingAttached)) return;
    const { triggered } = tracker.touch(probe, trigger, lan);
    if (!triggered || spare(probe, spared) !== undefined || shield(probe, spared) !== undefined) return;
    if (!named.has(packet.from)) named.set(packet.from, ports.size);
  };
  /**
   * Until the sentry looks again: at once after a change of the sockets, then rarely, and not at all when every memory of
   * that change is over. A look costs as much here as there, and a month is long.
   */
  const pause = (): number => {
    if (now - changed < 2 * lookEvery) return lookEvery;
    return now - changed < 2 * quietTime ? 60_000 : Number.POSITIVE_INFINITY;
  };
  const change = (protocol: Protocol, sockets: FakeSource['tcp']): void => {
    source[protocol] = sockets;
    changed = now;
  };
  const open = (at: string, protocol: Protocol, ports: readonly number[]): void =>
    change(protocol, [...source[protocol], ...ports.map(port => socketAt(at, port))]);
  eyes.tick(now);
  return {
    mode,
    probes,
    named,
    get now() {
      return now;
    },
    wait: milliseconds => {
      const end = now + milliseconds;
      for (let next = now + pause(); next < end; next += pause()) {
        now = next;
        eyes.tick(now);
      }
      now = end;
      eyes.tick(now);
    },
    open: (protocol, ...ports) => open('::', protocol, ports),
    openIPv4: (protocol, ...ports) => open('0.0.0.0', protocol, ports),
    close: (protocol, ...ports) => {
      change(
        protocol,
        source[protocol].filter(entry => !ports.includes(entry.port)),
      );
    },
    receive: packet => {
      const kind = kindOf(packet, without);
      if (kind === undefined) return;
      const target = packet.to ?? (packet.from.includes(':') ? here6 : here);
      const { protocol, port, sourcePort } = packet;
      const from = address(packet.from);
      const touch = {
        protocol,
        port,
        sourcePort,
        kind,
        device: 2,
        source: from,
        target: typeof target === 'string' ? address(target) : target,
      };
      const evidence = eyes.see(touch, now);
      if (evidence !== undefined) judge(packet, touch, evidence);
    },
  };
}

function answers({ protocol, sourcePort, payload = [] }: Packet): boolean {
  const bytes = new DataView(Uint8Array.from(payload).buffer);
  return protocol === 'udp' && isAnswer(sourcePort, bytes, 0, payload.length, payload.length);
}

function kindOf({ protocol, flags = 0 }: Packet, without: Without): Kind | undefined {
  if (protocol === 'udp') return 'udp';
  return without.flags === true ? 'syn' : kindOfFlags(flags);
}

interface Eyes {
  tick(now: number): unknown;
  /** The evidence of a packet that is a probe, or undefined. */
  see(touch: Touch, now: number): Evidence | undefined;
}

/** Stealth and advanced mode: the sentry's own question. */
function capturing(config: Config, source: FakeSource, without: Without): Eyes {
  const make = () =>
    createWatch(source, without.ownQuestions === true ? [0, 0] : ephemeral, config, nothingRedirected);
  let watch = make();
  return {
    tick: now => {
      // A watch that has just begun remembers nothing.
      if (without.quarantine === true) watch = make();
      watch.tick(now);
    },
    see: (touch, now) => (watch.isOurs(touch, now) ? 'packet' : undefined),
  };
}

/**
 * Connect mode: a listener on every port of the lists that no service has, or had within ten minutes. Whoever sends a SYN
 * goes on to finish the handshake, as honest clients do and `nmap -sT`. The kernel gives no client a port that is open.
 */
function listening({ tcp, udp }: Config, source: FakeSource): Eyes {
  const ports = { tcp: new Set(portsOf(tcp.ports)), udp: new Set(portsOf(udp.ports)) };
  const services = createServices(
    source,
    () => false,
    () => false,
  );
  return {
    tick: now => services.tick(now),
    see: ({ protocol, port, target, kind }) => {
      if (!ports[protocol].has(port) || services.known[protocol].holds(target, port)) return undefined;
      if (protocol === 'udp') return 'packet';
      return kind === 'syn' ? 'handshake' : undefined;
    },
  };
}
