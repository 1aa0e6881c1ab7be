import { commands } from '../commands/index.ts';
import { pageText } from './mdoc/page.ts';
import { commandPage, type Told } from './pages/command.ts';
import { configPage } from './pages/config.ts';
import { logPage } from './pages/log.ts';
import { overviewPage } from './pages/overview.ts';
import { bashCompletion } from './shells/bash.ts';
import { choicesOf } from './shells/choices.ts';
import { fishCompletion } from './shells/fish.ts';
import { zshCompletion } from './shells/zsh.ts';

/** Every command, loaded. */
export const everyCommand = async (): Promise<Told[]> =>
  Promise.all(commands.map(async ({ name, summary, load }) => ({ name, summary, ...(await load()) })));

/** Every man page by its path below the manual's folder. */
export function manPages(told: readonly Told[]): Map<string, string> {
  const pages = [overviewPage(told), ...told.map(commandPage), configPage(), logPage()];
  return new Map(pages.map(page => [`man${page.section}/${page.name}.${page.section}`, pageText(page)]));
}

/** The completions, each by its shell and the name of file that this shell looks for. */
export function completions(told: readonly Told[]): Map<string, string> {
  const choices = told.map(choicesOf);
  return new Map([
    ['bash/portjail', bashCompletion(choices)],
    ['zsh/_portjail', zshCompletion(choices)],
    ['fish/portjail.fish', fishCompletion(choices)],
  ]);
}
