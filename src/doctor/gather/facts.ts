import { setTimeout as sleep } from 'node:timers/promises';
import type { Loaded } from '../../config/load.ts';
import { clientOf } from '../../fail2ban/client.ts';
import { type Dump, dumpAndTest, jailsIn, serverSetting } from '../../fail2ban/dump.ts';
import { answersTo, parseBanned, serverProcess, withServer } from '../../fail2ban/server.ts';
import { type Override, recidiveOverrides } from '../../jails/install/recidive-override.ts';
import { packetJail } from '../../jails/pack/names.ts';
import { statusPath } from '../../status/place.ts';
import { readSettled } from '../../status/read.ts';
import type { Facts } from '../facts.ts';
import { gatherFleet } from './fleet.ts';
import { gatherHost } from './host.ts';
import { askJails, gatherJails } from './jails.ts';
import { gatherLog } from './log.ts';
import { gatherPack } from './pack.ts';
import { gatherFirewall } from './rules.ts';
import { gatherSentries } from './sentry.ts';
import { serverBy, serverQuestions } from './server.ts';

/** Looks at everything once; changes nothing. */
export async function gatherFacts(loaded: Loaded): Promise<Facts> {
  const { config, file } = loaded;
  const now = Date.now();
  const status = await readSettled(statusPath());
  const sentries = gatherSentries(config.log.file, 'status' in status ? status : undefined);
  const log = gatherLog(config.log.file, serverProcess());
  const pack = gatherPack();
  const written = dumpAndTest(clientOf());
  const { dump } = written;
  const [answered, answers] = await withServer(async up => {
    const own = await answersTo(up, serverQuestions);
    const ofJails = await askJails(up.running, dump, questions => answersTo(up, questions));
    return [up, (question: string) => own(question) || ofJails(question)] as const;
  });
  const server = serverBy(answered, answers, written);
  const { running } = server;
  const asked = { answers, running, settings: pack.settings, lines: log.lines ?? [] };
  return {
    now,
    config,
    file,
    sentries,
    statusUnfit:
      'fault' in status && status.fault === 'no file' ? `${statusPath()} ${status.why}` : undefined,
    log,
    pack,
    host: await gatherHost(loaded, sentries, [log.path, server.target, serverSetting(dump, 'dbfile') ?? '']),
    jails: gatherJails(config, dump, asked),
    fleet: gatherFleet(config, now, serverProcess()),
    ...(await bansAndFirewall(server, dump)),
  };
}

/** What a jail of the admin's has to leave out, where ours for forged sources is on. */
const overridesIn = (dump: Dump): Override[] =>
  jailsIn(dump).includes(packetJail) ? recidiveOverrides(dump) : [];

type Server = ReturnType<typeof serverBy>;

/** Bans are listed before they are in the kernel, and leave it before the list is read: what lacks is looked at twice. */
async function bansAndFirewall(server: Server, dump: Dump): Promise<Pick<Facts, 'server' | 'firewall'>> {
  const rest = { configured: jailsIn(dump), recidive: overridesIn(dump) };
  const firewall = gatherFirewall();
  const complete = [...server.banned.values()].flat().every(one => firewall.ban(one) !== 'absent');
  if (complete) return { server: { ...server, ...rest }, firewall };
  await sleep(1500);
  const later = gatherFirewall();
  const still = parseBanned(clientOf()('banned').out);
  const banned = new Map(
    [...server.banned].map(([jail, list]) => [jail, list.filter(one => still.get(jail)?.includes(one))]),
  );
  return { server: { ...server, ...rest, banned }, firewall: later };
}
