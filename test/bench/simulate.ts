/** `npm run bench simulate [LINES]`: whom the defaults would have banned in a month of a busy host, its time and memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load.ts';
import { lookAtInstalled } from '../../src/simulate/installed.ts';
import { simulationText } from '../../src/simulate/show/text.ts';
import { tryConfigs } from '../../src/simulate/try-config.ts';
import { writeLog } from './follow.ts';

const lines = Number(process.argv[3] ?? 5_000_000);

export async function bench(): Promise<void> {
  const made = process.argv[4];
  if (made !== undefined) return measure(made);
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    writeLog(join(folder, 'portsentry.log'), true, lines);
    // A process of its own: what writing the log took is not to be measured.
    const child = [process.argv[1] ?? '', 'simulate', String(lines), folder];
    console.log(execFileSync(process.execPath, child, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<void> {
  const start = performance.now();
  const { simulation } = await tryConfigs({
    tried: [{ name: 'the built-in defaults', loaded: loadConfig({ defaults: true }) }],
    installed: lookAtInstalled(),
    span: { since: 0, until: Number.POSITIVE_INFINITY },
    log: { paths: [join(folder, 'portsentry.log')] },
  });
  const text = simulationText(simulation);
  const took = ((performance.now() - start) / 1000).toFixed(1);
  const { maxRSS, userCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime / 1e6).toFixed(1);
  console.log(
    `${text}\n${lines} lines: ${took} s (${cpu} s of a core), ${(maxRSS / 1024).toFixed(0)} MB at most`,
  );
}
