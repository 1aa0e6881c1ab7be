import { UsageError, WorkError } from '../util/errors.ts';
import { printable } from '../util/print.ts';
import { notInstalled, runProgram, whyFailed } from '../util/program.ts';
import type { Report } from './report.ts';
import { reportText } from './show/text.ts';
import { counted } from './show/words.ts';

/**
 * One address or a user of this host. Far less than RFC 5321 allows: nothing that a mail server may take for an option, a
 * second address, a file or a program.
 */
const address = /^(?!-)[\w.+=%~-]{1,64}(?:@(?![-.])[A-Za-z0-9.-]{1,253})?$/;

/** The address of `--mail`. Throws UsageError for anything else than one. */
export function mailAddress(text: string): string {
  if (address.test(text) && !text.endsWith('\n')) return text;
  throw new UsageError(
    `--mail: expected one address such as root or admin@example.org; found ${JSON.stringify(text)}`,
  );
}

/** Whether there is anything to write home about: a scan or a ban. */
export const hasNews = ({ lines, bans }: Report): boolean => (lines?.scans ?? 0) > 0 || (bans?.bans ?? 0) > 0;

/** Sends the text through sendmail(8), which every mail server of Debian's brings. Throws WorkError where that fails. */
export function mailReport(report: Report, to: string): void {
  const message = `${heads(report, to).join('\n')}\n\n${printable(reportText(report))}`;
  // -i: a line with a single dot is no end; what is behind -- is no option.
  const ran = runProgram('sendmail', ['-i', '--', to], message);
  if (ran.code === notInstalled)
    throw new WorkError(
      'no mail was sent: there is no sendmail; install a mail server that has it, such as postfix or msmtp-mta',
    );
  if (ran.code !== 0) throw new WorkError(`no mail was sent to ${to}: ${whyFailed('sendmail', ran)}`);
}

function heads(report: Report, to: string): string[] {
  const { lines, bans } = report;
  const news = [
    ...(lines === null ? [] : [counted(lines.scans, 'scan')]),
    ...(bans === null ? [] : [counted(bans.bans, 'ban')]),
  ];
  return [
    `To: ${to}`,
    `Subject: portjail on ${report.host.replaceAll(/[^A-Za-z0-9.-]/g, '?').slice(0, 64)}: ${news.join(', ')}`,
    // RFC 3834: no vacation message is to come back.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
  ];
}
