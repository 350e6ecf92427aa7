import type { AnyCommand } from './command.ts';

/** What a shell needs to know of a command to complete its lines. */
interface Completable {
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** Possible values of its arguments; files are completed where none are known. */
  readonly values: readonly string[];
}

interface Flag {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
  readonly repeatable: boolean;
}

/** The scripts that shells source to complete command lines. They hold all words themselves, so that completing starts no process. */
export const SHELLS: ReadonlyMap<string, (commands: readonly Completable[]) => readonly string[]> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);

/** The completions of a command, from its declaration. */
export function completableOf(name: string, { summary, args, repeatable, values }: AnyCommand): Completable {
  const given = Object.entries(args);
  return {
    words: name.split(' '),
    summary,
    values,
    flags: [
      ...given.flatMap(([flag, definition]) =>
        definition.type === 'positional'
          ? []
          : [
              {
                name: flag,
                description: definition.description ?? '',
                takesValue: definition.type !== 'boolean',
                values: valuesOf(definition),
                repeatable: repeatable.includes(flag),
              },
            ],
      ),
      { name: 'help', description: 'Show options and examples', takesValue: false, values: [], repeatable: false },
    ],
  };
}

function valuesOf(definition: object): readonly string[] {
  return 'options' in definition && Array.isArray(definition.options) ? definition.options.map(String) : [];
}

/** All first words, and the second words of commands that have two. */
function wordsAfter(commands: readonly Completable[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const after = new Map<string, Map<string, string>>();
  for (const { words, summary } of commands)
    for (const [i, word] of words.entries()) {
      const before = words.slice(0, i).join(' ');
      const known = after.get(before) ?? new Map<string, string>();
      known.set(word, i === words.length - 1 ? summary : `${word} …`);
      after.set(before, known);
    }
  return after;
}

/** Bash treats `=` as a separate word. Files are completed where nothing else fits. */
function bash(commands: readonly Completable[]): readonly string[] {
  const cases = [
    ...[...wordsAfter(commands)].map(
      ([before, words]) =>
        `    ${quoted(before === '' ? ' ' : ` ${before} `)}) words=${quoted([...words.keys()].join(' '))} ;;`,
    ),
    ...commands.flatMap(({ words, flags, values }) => [
      `    ${quoted(` ${words.join(' ')} `)}*) case $flag in`,
      ...flags
        .filter(({ takesValue }) => takesValue)
        .map((flag) => `      --${flag.name}) words=${quoted(flag.values.join(' '))} ;;`),
      `      *) if [[ $cur == -* ]]; then words=${quoted(flags.map(written).join(' '))}; else words=${quoted(values.join(' '))}; fi ;;`,
      '      esac ;;',
    ]),
  ];
  return [
    '# Completion of vedette for bash: source <(vedette completion bash)',
    '_vedette() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} flag= words=',
    "  if [[ $cur == '=' ]]; then flag=$prev cur=",
    "  elif [[ $prev == '=' ]]; then flag=${COMP_WORDS[COMP_CWORD-2]}",
    '  elif [[ $prev == --* ]]; then flag=$prev',
    '  fi',
    '  case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in',
    // Without any words before, the line above would produce two blanks.
    ...cases.map((line) => line.replace("    ' ')", "    '  ')")),
    '  esac',
    "  local IFS=$' \\n'",
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '  if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi',
    '}',
    'complete -o bashdefault -o default -F _vedette vedette ./vedette',
  ];
}

function zsh(commands: readonly Completable[]): readonly string[] {
  return [
    '#compdef vedette',
    '# Completion of vedette for zsh: source <(vedette completion zsh), or a file _vedette in a folder of $fpath',
    '_vedette() {',
    '  local -a next',
    '  case " ${(j: :)words[2,CURRENT-1]} " in',
    ...[...wordsAfter(commands)].map(
      ([before, words]) =>
        `    ${quoted(before === '' ? '  ' : ` ${before} `)}) next=(${[...words].map(([word, what]) => quoted(`${word}:${what}`)).join(' ')}); _describe command next ;;`,
    ),
    ...commands.map(({ words, flags, values }) => {
      const specs = flags.map(({ name, description, takesValue, values: known, repeatable }) =>
        quoted(
          `${repeatable ? '*' : ''}--${name}${takesValue ? '=' : ''}[${description.replace(/[\][:\\]/g, '\\$&')}]${takesValue ? `:${name}:${known.length > 0 ? `(${known.join(' ')})` : '_files'}` : ''}`,
        ),
      );
      const rest = quoted(values.length > 0 ? `*:value:(${values.join(' ')})` : '*:file:_files');
      return `    ${quoted(` ${words.join(' ')} `)}*) shift ${words.length} words; (( CURRENT -= ${words.length} )); _arguments ${[...specs, rest].join(' ')} ;;`;
    }),
    '  esac',
    '}',
    // When zsh loads this file from $fpath, it is the body of the function at its first call.
    'if [[ $funcstack[1] == _vedette ]]; then _vedette "$@"; else compdef _vedette vedette; fi',
  ];
}

function fish(commands: readonly Completable[]): readonly string[] {
  return [
    '# Completion of vedette for fish: vedette completion fish | source',
    'function __vedette_is',
    '  set -l given (commandline -opc)[2..]',
    '  set -l length (count $argv)',
    '  test (count $given) -ge $length; and test "$given[1..$length]" = "$argv"',
    'end',
    'function __vedette_ends',
    '  set -l given (commandline -opc)[2..]',
    '  test "$given" = "$argv"',
    'end',
    ...[...wordsAfter(commands)].flatMap(([before, words]) =>
      [...words].map(([word, what]) =>
        fishLine(`__vedette_ends ${before}`.trim(), '-f', '-a', quoted(word), '-d', quoted(what)),
      ),
    ),
    ...commands.flatMap(({ words, flags, values }) => {
      const here = `__vedette_is ${words.join(' ')}`;
      return [
        ...flags.map(({ name, description, takesValue, values: known }) =>
          fishLine(
            here,
            `-l ${name}`,
            ...(known.length > 0 ? [`-x -a ${quoted(known.join(' '))}`] : takesValue ? ['-r'] : []),
            '-d',
            quoted(description),
          ),
        ),
        ...(values.length > 0 ? [fishLine(here, '-f', '-a', quoted(values.join(' ')))] : []),
      ];
    }),
  ];
}

function written({ name, takesValue }: Flag): string {
  return `--${name}${takesValue ? '=' : ''}`;
}

function fishLine(condition: string, ...rest: readonly string[]): string {
  return ['complete -c vedette', `-n ${quoted(condition)}`, ...rest].join(' ');
}

/** Quotes a text as a single word for all shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
