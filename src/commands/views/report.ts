import { loadConfig } from '../../config/load.ts';
import { configOptions, sourceOf } from '../../config/options.ts';
import { bansPlace, logPlace, sharedPlace } from '../../events/places.ts';
import { parseSpan } from '../../events/span.ts';
import { serviceNames } from '../../net/service-names.ts';
import { hasNews, mailAddress, mailReport } from '../../report/mail.ts';
import { type Made, makeReport } from '../../report/make.ts';
import { csvOf } from '../../report/show/csv.ts';
import { reportJson } from '../../report/show/json.ts';
import { reportText } from '../../report/show/text.ts';
import { diag } from '../../util/diag.ts';
import { errorCode, errorMessage, UsageError, WorkError } from '../../util/errors.ts';
import { writeByRename } from '../../util/files/change.ts';
import type { Options } from '../../util/option.ts';
import { print, printed } from '../../util/print.ts';
import { progressLine } from '../../util/progress-line.ts';
import { type Arguments, type Help, refuseOperands } from '../command.ts';

export const help = {
  forms: [
    '[-c FILE] [--log FILE] [--since TIME] [--until TIME] [--all]\n[--json | --csv | --html [-o FILE] | --mail ADDRESS]',
  ],
  about: `What happened over a time, of the last 7 days where nothing else is asked for: scans and observations, who, which ports,
when, the bans, and what they did, and apart from that whom other hosts of a fleet have named. It reads the sentry's log and Fail2ban's, in files (rotated and gzipped ones too) or in
the journal, which takes root or the group adm. What they do not hold any more is "not known", never 0. 500,000
sources are counted one by one.`,
  exit: [
    'fine',
    "the sentry's log cannot be read, the mail cannot be sent or the file not be written",
    'wrong usage or config',
  ],
} satisfies Help;

export const options = {
  ...configOptions,
  since: {
    type: 'string',
    value: 'TIME',
    what: 'since then: 10m, 2h, 1d, 1w, or a time such as 2026-11-22T08:00 (local, unless it names a zone)',
  },
  until: { type: 'string', value: 'TIME', what: 'up to then, now if it is left out' },
  all: { type: 'boolean', what: 'everything that the logs hold' },
  json: { type: 'boolean', what: 'all numbers as one JSON object; times in UTC, null for what is not known' },
  csv: { type: 'boolean', what: 'the sources alone, one in a line, as a table for spreadsheets' },
  html: {
    type: 'boolean',
    what: 'one HTML file, to be opened in a browser, kept or sent: pictures and tables, no script, and it asks for nothing else',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    what: 'with --html: writes it there, by rename, for its owner alone',
  },
  mail: {
    type: 'string',
    value: 'ADDRESS',
    what: 'sends the text through sendmail, only where there was a scan or a ban',
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('report', { positionals });
  const form = formOf(values);
  const output = outputOf(values, form);
  const mail = typeof values['mail'] === 'string' ? mailAddress(values['mail']) : undefined;
  const span = parseSpan(
    { ...text(values, 'since'), ...text(values, 'until'), all: values['all'] === true },
    Date.now(),
  );
  const { config } = loadConfig(sourceOf(values));
  const places = { log: logPlace(config), bans: bansPlace(), shared: sharedPlace(config) };
  const progress = progressLine('reading the logs');
  const made = await makeReport({
    places,
    span,
    services: serviceNames(),
    onProgress: share => progress.tell(share),
  });
  progress.clear();
  if (mail !== undefined) send(made, mail);
  else if (form === 'html') await showPage(made, output);
  else await show(made, form);
  return made.report.lines === null ? 1 : 0;
}

type Form = 'text' | 'json' | 'csv' | 'html' | 'mail';

function formOf(values: Arguments['values']): Form {
  const asked = (['json', 'csv', 'html', 'mail'] as const).filter(name => values[name] !== undefined);
  if (asked.length > 1)
    throw new UsageError(`${asked.map(name => `--${name}`).join(' and ')}: give one of these`);
  return asked[0] ?? 'text';
}

/** The file of `--output`. Throws UsageError where it is none, or where the report is no page. */
function outputOf({ output }: Arguments['values'], form: Form): string | undefined {
  if (typeof output !== 'string') return undefined;
  if (form !== 'html')
    throw new UsageError(
      '--output takes the page of --html; the other forms go to standard output: ... > FILE',
    );
  if (output === '') throw new UsageError('--output: expected the name of a file; found ""');
  return output;
}

const text = (values: Arguments['values'], name: 'since' | 'until'): { since?: string; until?: string } => {
  const value = values[name];
  return typeof value === 'string' ? { [name]: value } : {};
};

async function show({ report, counted }: Made, form: Form): Promise<void> {
  if (form === 'json') print(reportJson(report));
  else if (form === 'text') print(reportText(report));
  else {
    // The table has no room for them.
    for (const note of report.notes) diag('notice', note);
    if (report.lines === null) return;
    for (const piece of csvOf(counted, report.bans !== null)) {
      print(piece);
      await printed();
    }
  }
}

/** For its owner alone: it says who was here, and what this host lets be. */
async function showPage({ report }: Made, output: string | undefined): Promise<void> {
  const { reportHtml } = await import('../../report/html/page.ts');
  const page = reportHtml(report);
  if (output === undefined) {
    print(page);
    return;
  }
  try {
    writeByRename(output, page, 0o600);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new WorkError(`cannot write ${output}: ${errorMessage(error)}`, { cause: error });
  }
}

function send({ report }: Made, to: string): void {
  if (hasNews(report)) mailReport(report, to);
  else if (report.lines === null) throw new WorkError(`no mail was sent:\n${report.notes.join('\n')}`);
  else diag('info', 'nothing has scanned and nobody was banned: no mail is sent');
}
