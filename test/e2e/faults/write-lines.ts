/** Writes lines by the sentry's own sink, as fast as it can, until it is killed: write-lines LOG FIRST. Each is of another source. */
import { loadConfig } from '../../../src/config/load.ts';
import { openSink } from '../../../src/log/sink.ts';
import { parseAddress } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';

const [file = '', first = ''] = process.argv.slice(2);
const { config } = loadConfig({ defaults: true });
const sink = openSink({ ...config, log: { ...config.log, file } });
const addressOf = (text: string) => parseAddress(text) ?? process.exit(2);
const target = addressOf('192.0.2.1');
for (let i = Number(first); ; i++) {
  const probe: Probe = {
    time: Date.now(),
    source: addressOf(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`),
    target,
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
  };
  sink.scan(probe, { hits: 1, ports: 1 });
}
