import type { Choice, Choices, Offer } from './choices.ts';

/** A completion for zsh: see _arguments and _describe in zshcompsys(1). */
export const zshCompletion = (commands: readonly Choices[]): string => `#compdef portjail
# Made from the sources of portjail; not to be edited.

_portjail() {
  if ((CURRENT == 2)); then
    local -a commands=(
${commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}\n`).join('')}    )
    _describe -t commands command commands -- '(--help --version)'
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(commandCase).join('')}  esac
}

_portjail "$@"
`;

const commandCase = ({ name, options, operand }: Choices): string => {
  // A word that nothing is offered for has no place here: zsh would then insert no option, even where only one is left.
  const words = operand === 'nothing' ? [] : [quoted(`*:file:${action(operand)}`)];
  return `    ${name})
      _arguments -s ${[...options.map(argument), ...words].join(' \\\n        ')}
      ;;
`;
};

/** An option that may stand once, with a value behind a blank or \`=\`. */
function argument({ long, short, what, offer }: Choice): string {
  const rest = `[${what.replaceAll(/[[\]:\\]/g, '\\$&')}]${offer === undefined ? '' : `:value:${action(offer)}`}`;
  const equals = offer === undefined ? '' : '=';
  if (short === undefined) return quoted(`--${long}${equals}${rest}`);
  return `'(-${short} --${long})'{-${short}${offer === undefined ? '' : '+'},--${long}${equals}}${quoted(rest)}`;
}

function action(offer: Offer): string {
  const known = { files: '_files', folders: '_files -/', users: '_users', nothing: '' };
  return typeof offer === 'string' ? known[offer] : `(${offer.join(' ')})`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
