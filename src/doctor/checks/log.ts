import type { Facts } from '../facts.ts';
import { type Finding, fault, ofFile, warning } from '../finding.ts';

/** The log file: there, regular, readable, rotated without a loss. */
export const logChecks = [logMissing, logUnreadable, logOpenToOthers, copyTruncate].map(ofFile);

export function logMissing({ log }: Facts): Finding[] {
  if (log.unfit !== undefined)
    return [
      fault(
        'log-no-file',
        `${log.path} ${log.unfit}: the sentry does not write to it, and the doctor does not read it`,
        'move it away, or name another log.file (of a link, the file that it leads to), then "portjail install"',
      ),
    ];
  if (log.lines === undefined || log.found !== undefined) return [];
  return [
    fault(
      'log-missing',
      `there is no ${log.path}: without it Fail2ban before 1.1.1 does not start, and later ones leave our jails out`,
      '"portjail install" creates it with the right owner; the sentry does when it starts',
    ),
  ];
}

export function logUnreadable({ log }: Facts): Finding[] {
  if (log.unfit !== undefined || (log.found === undefined && log.lines !== undefined)) return [];
  const who =
    log.serverReads === false ? "Fail2ban's server" : log.lines === undefined ? 'this user' : undefined;
  if (who === undefined) return [];
  return [
    fault(
      'log-unreadable',
      `${who} may not read ${log.path}`,
      who === 'this user'
        ? 'run the doctor as root'
        : `"namei -l ${log.path}" shows owners and modes on the way; group adm and mode 0640 (folder 2750) are usual`,
    ),
  ];
}

/** Whoever may write it may have anybody banned. */
export function logOpenToOthers({ log }: Facts): Finding[] {
  if (log.found === undefined || (log.found.mode & 0o002) === 0) return [];
  return [
    fault(
      'log-open-to-others',
      `every user may write ${log.path} (mode ${(log.found.mode & 0o777).toString(8)}), and so have anybody banned`,
      `"chmod o-w ${log.path}"`,
    ),
  ];
}

export function copyTruncate({ log }: Facts): Finding[] {
  return log.truncatedBy.map(file =>
    warning(
      'copytruncate',
      `${file} rotates ${log.path} with copytruncate, which loses the lines written meanwhile, and Fail2ban may miss more`,
      `take copytruncate out there, or remove that part: portjail's own logrotate.d/portjail rotates by rename`,
    ),
  );
}
