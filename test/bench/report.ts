/** `npm run bench report [LINES]`: the report of a month of a busy host with both logs, its time and memory. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'date-fns/format';
import { formatAddress } from '../../src/net/address.ts';
import { serviceNames } from '../../src/net/service-names.ts';
import { makeReport } from '../../src/report/make.ts';
import { reportText } from '../../src/report/show/text.ts';
import { sourceOf, writeLog } from './follow.ts';

const lines = Number(process.argv[3] ?? 5_000_000);
const bans = 100_000;
const month = 2_592_000_000;

export async function bench(): Promise<void> {
  const made = process.argv[4];
  if (made !== undefined) return measure(made);
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    writeLog(join(folder, 'portsentry.log'), true, lines);
    writeBans(join(folder, 'fail2ban.log'));
    // A process of its own: what writing the logs took is not to be measured.
    const child = [process.argv[1] ?? '', 'report', String(lines), folder];
    console.log(execFileSync(process.execPath, child, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<void> {
  const start = performance.now();
  const { report } = await makeReport({
    places: {
      log: { kind: 'file', path: join(folder, 'portsentry.log') },
      bans: { kind: 'file', path: join(folder, 'fail2ban.log') },
    },
    span: { since: 0, until: Date.now() },
    services: serviceNames(),
  });
  const text = reportText(report);
  const took = ((performance.now() - start) / 1000).toFixed(1);
  const memory = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(`${text}\n${lines} lines, ${bans} bans: ${took} s, ${memory} MB at most`);
}

/** A ban of an hour each. */
function writeBans(path: string): void {
  const step = month / bans;
  const line = (time: number, said: string): string =>
    `${format(time, 'yyyy-MM-dd HH:mm:ss,SSS')} fail2ban.actions        [321]: NOTICE  [portsentry] ${said}\n`;
  for (let i = 0; i < bans; i += 1000) {
    const texts = Array.from({ length: 1000 }, (_, at) => {
      const [time, over] = [Date.now() - month + (i + at) * step, i + at - 139];
      const lifted = over < 0 ? '' : line(time, `Unban ${formatAddress(sourceOf(over))}`);
      return lifted + line(time, `Ban ${formatAddress(sourceOf(i + at))}`);
    });
    appendFileSync(path, texts.join(''));
  }
}
