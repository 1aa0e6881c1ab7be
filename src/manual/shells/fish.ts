import type { Choice, Choices, Offer } from './choices.ts';

/** A completion for fish: see complete(1) of fish. */
export const fishCompletion = (
  commands: readonly Choices[],
): string => `# Made from the sources of portjail; not to be edited.

function __portjail_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

complete -c portjail -f
complete -c portjail -n 'test (count (commandline -opc)) = 1' -l help -d 'every command'
complete -c portjail -n 'test (count (commandline -opc)) = 1' -l version -d 'which version this is'
${commands.map(linesOf).join('')}`;

function linesOf({ name, summary, options, operand }: Choices): string {
  const behind = `complete -c portjail -n '__portjail_is ${name}'`;
  const lines = [
    `complete -c portjail -n 'test (count (commandline -opc)) = 1' -a ${name} -d ${quoted(summary)}`,
    ...options.map(choice => `${behind} ${optionOf(choice)}`),
    ...(operand === 'nothing' ? [] : [`${behind} ${source(operand)}`]),
  ];
  return lines.map(line => `${line}\n`).join('');
}

const optionOf = ({ long, short, what, offer }: Choice): string =>
  [
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${long}`,
    ...(offer === undefined ? [] : [`-r ${source(offer)}`]),
    `-d ${quoted(what)}`,
  ].join(' ');

function source(offer: Offer): string {
  const known = {
    files: '-F',
    folders: "-f -a '(__fish_complete_directories)'",
    users: "-f -a '(__fish_complete_users)'",
    nothing: '-f',
  };
  return typeof offer === 'string' ? known[offer] : `-f -a ${quoted(offer.join(' '))}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
