import { capturing } from '../../config/watched.ts';
import { unreadRules } from '../../firewall/blindness.ts';
import { noFileFix } from '../../status/read.ts';
import { silence, silenceFix } from '../../status/silence.ts';
import type { FileId } from '../../sys/process/processes.ts';
import type { Facts, LogFacts, SentryFacts } from '../facts.ts';
import { type Finding, fault, ofFile, some, warning } from '../finding.ts';

/** The sentry: that it runs, sees packets, and writes where the jails read. */
export const sentryChecks = [
  sentryDown,
  logTroubles,
  ofFile(sentryOnOtherLog),
  ofFile(writerOnOldFile),
  noRightToCapture,
  silent,
  statusNoFile,
  rulesUnread,
  socketsEach,
  manyRest,
];

export function sentryDown({ sentries }: Facts): Finding[] {
  if (sentries.length > 0) return [];
  return [
    fault(
      'sentry-down',
      'no sentry runs here: nobody sees a scan',
      '"systemctl enable --now portjail", or "portjail run" in the foreground; "journalctl -u portjail" says why it ended',
    ),
  ];
}

export function logTroubles({ sentries }: Facts): Finding[] {
  return sentries.flatMap(({ pid, troubles = [] }) =>
    troubles.map(({ stopped, what, fix }) =>
      stopped
        ? fault(
            'log-not-written',
            `the sentry (pid ${pid}) says: ${what}; its lines wait, 1,000 at most`,
            fix,
          )
        : warning('log-slow', `the sentry (pid ${pid}) says: ${what}`, fix),
    ),
  );
}

export function sentryOnOtherLog({ sentries, log }: Facts): Finding[] {
  const cannotWrite = sentries.some(({ troubles = [] }) =>
    troubles.some(({ file }) => log.names.includes(file)),
  );
  if (cannotWrite || sentries.length === 0 || sentries.some(sentry => writing(sentry, log).length > 0))
    return [];
  const elsewhere = sentries.flatMap(({ writes }) => writes.map(({ path }) => path));
  return [
    fault(
      'sentry-on-other-log',
      `the sentry (pid ${sentries.map(({ pid }) => pid).join(', ')}) writes ${some(elsewhere) || 'no file'}, and the config names ${log.path}`,
      `run doctor and sentry with the same config (-c FILE, --log FILE); after a change of the config: "systemctl reload portjail"`,
    ),
  ];
}

/** The log under its own name, or as it was before it was renamed or deleted. */
const writing = ({ writes }: SentryFacts, { names }: Pick<LogFacts, 'names'>): FileId[] =>
  writes.filter(({ path }) =>
    names.some(name => path === name || path === `${name} (deleted)` || rotated(path, name)),
  );

/** The state, which stands beside the log and is written now and then, is no log. */
const rotated = (file: string, path: string): boolean =>
  (file.startsWith(`${path}.`) && !file.startsWith(`${path}.state`)) || file.startsWith(`${path}-`);

export function writerOnOldFile({ sentries, log }: Facts): Finding[] {
  const { found } = log;
  if (found === undefined) return [];
  const old = sentries.flatMap(sentry =>
    writing(sentry, log)
      .filter(({ device, inode }) => device !== found.device || inode !== found.inode)
      .map(file => ({ ...sentry, file })),
  );
  return old.map(({ pid, here, file }) =>
    fault(
      'writer-on-old-file',
      `the sentry (pid ${pid}) still writes ${file.path}, inode ${file.inode}, and ${log.path} is inode ${found.inode}: Fail2ban does not see its lines`,
      here
        ? `"kill -HUP ${pid}" has it open the log anew`
        : 'a SIGHUP, sent from its container, has it open the log anew',
    ),
  );
}

export function noRightToCapture({ config, sentries, host }: Facts): Finding[] {
  if (!capturing(config)) return [];
  const blind = sentries.filter(({ captures }) => !captures);
  if (sentries.length === 0 ? host.mayCapture : blind.length === 0) return [];
  const who = blind.length > 0 ? `the sentry (pid ${blind[0]?.pid})` : 'a sentry started here';
  return [
    fault(
      'no-capture-right',
      `the config asks for stealth or advanced mode, and ${who} has no packet socket, or no right (CAP_NET_RAW) to open one: it sees no packet`,
      'start it as root, or give it CAP_NET_RAW (CapabilityBoundingSet= and AmbientCapabilities= of its unit, --cap-add of its container)',
    ),
  ];
}

export function silent({ sentries, now }: Facts): Finding[] {
  return sentries.flatMap(({ pid, time }) => {
    const how = time === undefined ? undefined : silence(time, now, 'its status');
    return how === undefined
      ? []
      : [fault('sentry-silent', `the sentry (pid ${pid}) lives but ${how}`, silenceFix)];
  });
}

export function statusNoFile({ statusUnfit }: Facts): Finding[] {
  return statusUnfit === undefined ? [] : [fault('status-no-file', statusUnfit, noFileFix)];
}

export function rulesUnread({ sentries }: Facts): Finding[] {
  if (!sentries.some(sentry => sentry.rulesUnread)) return [];
  return [warning('rules-unread', unreadRules.what, unreadRules.fix)];
}

export function socketsEach({ sentries: [sentry] }: Facts): Finding[] {
  const caveat = sentry?.socketsEach;
  return caveat === undefined ? [] : [warning('sockets-each', caveat.what, caveat.fix)];
}

export function manyRest({ sentries: [sentry] }: Facts): Finding[] {
  const caveat = sentry?.manyRest;
  return caveat === undefined ? [] : [warning('many-rest', caveat.what, caveat.fix)];
}
