import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { onStage } from '../hosts/stage.ts';
import { prepareCrowd, startCrowd } from '../packets/crowd.ts';
import { connectFrom } from '../trap/stage/trap-stage.ts';

const strangers = sized(150, 3_000);

e2e('Fail2ban killed and started again under load bans who scanned before, meanwhile and after', () =>
  onStage(
    folder => {
      const file = join(folder, 'portjail.json');
      const log = { file: join(folder, 'portsentry.log') };
      writeFileSync(file, JSON.stringify({ tcp: { ports: '23' }, udp: { mode: 'off' }, log }));
      return ['-c', file];
    },
    async stage => {
      const { fail2ban } = stage;
      const { host, attacker, admin, second } = stage.hosts;
      // Strangers enough to keep Fail2ban busy for a while: it carries out some 50 bans a second.
      prepareCrowd(attacker, host);
      const crowd = {
        target: host.ipv4,
        connections: strangers,
        ports: [23, 23],
        sources: strangers,
      } as const;
      const load = startCrowd(attacker, { manner: 'reset', ...crowd });
      const named = async (who: Host): Promise<void> => {
        await until(() => {
          connectFrom(who, host.ipv4, 23);
          return stage.lines().some(line => line.includes(` scan src=${who.ipv4} `));
        }, `the line of ${who.name}`);
      };
      const banned = (who: Host): Promise<unknown> =>
        until(
          () => fail2ban.client('get', 'portsentry', 'banip').split(/\s+/).includes(who.ipv4),
          () => `the ban of ${who.name}: ${fail2ban.log().slice(-2000)}`,
        );
      await named(second);
      await fail2ban.killed(async () => {
        await named(admin);
      });
      await load.stop();
      await named(attacker);
      for (const who of [second, admin, attacker]) await banned(who);
    },
  ),
);
