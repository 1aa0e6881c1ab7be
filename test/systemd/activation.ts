import assert from 'node:assert/strict';
import { connectFrom } from '../e2e/trap/stage/trap-stage.ts';
import type { BootedStage } from './stage.ts';

/** PostgreSQL's, which the default list names. */
const port = 5432;
/** Addresses of the attacker's that a client of the service has. */
const clients = ['10.99.0.77', 'fd99::77'] as const;

/** A port that systemd begins to listen on for a service, after the sentry: socket units, systemd.socket(5). */
export async function activationWorks(stage: BootedStage): Promise<void> {
  const { host } = stage;
  const { attacker, host: wire } = stage.hosts;
  // Deprecated ones: nobody has them who does not ask for them (RFC 6724).
  for (const client of [`${clients[0]}/24`, `${clients[1]}/64`])
    attacker.run(['ip', 'address', 'add', client, 'dev', 'eth0', 'preferred_lft', '0', ...nodad(client)]);
  await stage.startSentry();
  assert.match(connectFrom(attacker, wire.ipv4, port), /^open/, 'it is watched');
  host.write('/etc/systemd/system/greet.socket', `[Socket]\nListenStream=${port}\nAccept=yes\n`);
  host.write(
    '/etc/systemd/system/greet@.service',
    '[Service]\nExecStart=/bin/echo hello\nStandardInput=socket\n',
  );
  host.run(['systemctl', 'daemon-reload']);
  host.run(['systemctl', 'start', 'greet.socket']);
  assert.equal(
    connectFrom(attacker, wire.ipv4, port, clients[0]),
    'open hello',
    'its first client is served',
  );
  assert.equal(connectFrom(attacker, wire.ipv6, port, clients[1]), 'open hello');
  await stage.touchedUntil('ipv6', 'scan');
  for (const client of clients)
    assert.deepEqual(
      stage.lines().filter(line => line.includes(`src=${client} `)),
      [],
    );
  host.run(['systemctl', 'stop', 'greet.socket', 'portjail']);
}

const nodad = (address: string): string[] => (address.includes(':') ? ['nodad'] : []);
