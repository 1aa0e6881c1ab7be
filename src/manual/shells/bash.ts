import type { Choice, Choices, Offer } from './choices.ts';

/** A completion for bash, which needs nothing but bash: see Programmable Completion in bash(1). */
export const bashCompletion = (
  commands: readonly Choices[],
): string => `# bash completion for portjail. Made from its sources; not to be edited.

_portjail_offer() {
  case $1 in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
    users) COMPREPLY=($(compgen -u -- "$2")) ;;
    *) COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_portjail() {
  local word=$2 before=$3 options= operand=
  COMPREPLY=()
  # "--option=value" comes as three words.
  [[ $before == = ]] && before=\${COMP_WORDS[COMP_CWORD - 2]}
  [[ $word == = ]] && word=
  if ((COMP_CWORD == 1)); then
    _portjail_offer "${[...commands.map(({ name }) => name), '--help', '--version'].join(' ')}" "$word"
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(commandCase).join('')}    *) return ;;
  esac
  if [[ $word == -* ]]; then _portjail_offer "$options" "$word"
  elif [[ $operand ]]; then _portjail_offer "$operand" "$word"
  fi
}

complete -F _portjail portjail
`;

function commandCase({ name, options, operand }: Choices): string {
  const taking = options.filter(({ offer }) => offer !== undefined);
  const values = taking.map(
    choice => `        ${writtenAs(choice).join(' | ')}) ${reply(choice.offer ?? 'nothing')} ;;\n`,
  );
  return `    ${name})
      case $before in
${values.join('')}      esac
      options="${options.flatMap(writtenAs).join(' ')}"${operand === 'nothing' ? '' : ` operand="${words(operand)}"`}
      ;;
`;
}

const writtenAs = ({ long, short }: Choice): string[] =>
  short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`];

const words = (offer: Offer): string => (typeof offer === 'string' ? offer : offer.join(' '));

const reply = (offer: Offer): string =>
  offer === 'nothing' ? 'return' : `_portjail_offer "${words(offer)}" "$word"; return`;
