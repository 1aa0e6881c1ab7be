import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createJournalSender } from '../../../src/fleet/send/journal-sender.ts';
import { cursorFile } from '../../../src/fleet/send/position-file.ts';
import type { Tell } from '../../../src/fleet/send/tell-all.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { touchLine } from '../../report/fixture.ts';
import { type Journal, journalLack, withJournal } from '../../support/journal.ts';
import { until } from '../../support/until.ts';

const scan = (source: string): string => touchLine(source, Date.now()).trimEnd();

/** Senders of a journal one after the other, each as after a restart, and what they told. */
function sending(journal: Journal, file: string) {
  const told: string[] = [];
  const tell: Tell = async ({ source }) => void told.push(formatAddress(source));
  const sender = () =>
    createJournalSender({
      matches: journal.matches,
      cursor: cursorFile(file),
      since: () => Date.now() - 3_600_000,
    });
  /** Follows until the work is done. */
  const following = async (work: () => Promise<unknown>, by = tell, of = sender()): Promise<void> => {
    const end = new AbortController();
    const done = of.follow(by, end.signal, () => {});
    try {
      await Promise.race([work(), done]);
    } finally {
      end.abort();
    }
    await done;
  };
  return { told, tell, sender, following };
}

test(
  'createJournalSender() tells what a real journal has and gets, each once over restarts, and all of it when the hub is back',
  { skip: journalLack ?? false },
  () =>
    withJournal(async journal => {
      const folder = mkdtempSync(join(tmpdir(), 'portjail-sender-'));
      const file = join(folder, 'sent.json');
      const { told, tell, sender, following } = sending(journal, file);
      const all = (...sources: string[]): Promise<unknown> =>
        until(
          () => told.length >= sources.length,
          () => `${sources.join()}; told ${told.join()}`,
        ).then(() => assert.deepEqual(told.splice(0), sources));
      try {
        journal.write('portjail is now active', scan('203.0.113.1'));
        await following(async () => {
          await all('203.0.113.1');
          journal.write(scan('203.0.113.2'));
          await all('203.0.113.2');
          await until(() => readFileSync(file, 'utf8').includes('"cursor":"s='), 'the cursor kept');
        });
        // Between two processes, and while the hub takes nothing.
        journal.write(scan('203.0.113.3'), scan('203.0.113.4'));
        const again = sender();
        const refusing: Tell = event =>
          formatAddress(event.source) === '203.0.113.4' ? Promise.reject(new Error('away')) : tell(event);
        const never = new Promise(() => {});
        await assert.rejects(
          following(() => never, refusing, again),
          /away/,
        );
        await all('203.0.113.3');
        await following(() => all('203.0.113.4'), tell, again);
        journal.write(scan('203.0.113.5'));
        await following(() => all('203.0.113.5'));
        writeFileSync(file, '{"cursor":"--help"}');
        await following(() => all('203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.113.5'));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
);

test('createJournalSender() says that it cannot follow a journal that is not there', async () => {
  const sender = createJournalSender({
    matches: ['--directory=/nonexistent'],
    cursor: cursorFile('/nonexistent/sent.json'),
    since: () => 0,
  });
  const end = new AbortController();
  await assert.rejects(
    sender.follow(
      async () => {},
      end.signal,
      () => {},
    ),
    /the journal of the sentry: .+/,
  );
});
