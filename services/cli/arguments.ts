import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closest } from '#services/model/closest.ts';
import type { AnyCommand, Lists } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * Checks an argument list against a command's declaration, which citty does not do: unknown flags, flags without their
 * value, too many or too few arguments.
 *
 * @returns every value of every repeatable flag, in order
 * @throws UsageError
 */
export function checkArguments(name: string, command: AnyCommand, rawArgs: readonly string[]): Lists {
  const options = optionsOf(command);
  const { tokens, positionals } = parseArgs({
    args: [...rawArgs],
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  });
  const lists: Record<string, string[]> = Object.fromEntries(command.repeatable.map((flag) => [flag, []]));
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined)
      throw new UsageError(`There is no flag ${token.rawName}.`, suggestion(name, token.rawName, Object.keys(options)));
    if (option.type === 'string' && !token.value)
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName}=VALUE.`, seeHelp(name));
    if (option.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value.`, seeHelp(name));
    if (token.value !== undefined) lists[token.name]?.push(token.value);
    checkChoice(name, command, token.name, token.value);
    given.add(token.name);
  }
  for (const [flag, { type, required }] of Object.entries(command.args))
    if (type !== 'positional' && required === true && !given.has(flag))
      throw new UsageError(`${name} needs --${flag}=VALUE.`, seeHelp(name));
  checkPositionals(name, command, positionals);
  return lists;
}

type Options = NonNullable<ParseArgsConfig['options']>;

function optionsOf({ args, repeatable }: AnyCommand): Options {
  const options: Options = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type, ...definition }] of Object.entries(args)) {
    if (type === 'positional') continue;
    const [short] = 'alias' in definition ? [definition.alias].flat() : [];
    options[name] = {
      type: type === 'boolean' ? 'boolean' : 'string',
      multiple: repeatable.includes(name),
      ...(short === undefined ? {} : { short }),
    };
  }
  return options;
}

function checkChoice(name: string, { args }: AnyCommand, flag: string, value: string | undefined): void {
  const definition = args[flag];
  if (definition?.type !== 'enum' || value === undefined || definition.options?.includes(value)) return;
  throw new UsageError(`--${flag} is one of ${(definition.options ?? []).join(', ')}, not "${value}".`, seeHelp(name));
}

function checkPositionals(name: string, command: AnyCommand, given: readonly string[]): void {
  const wanted = Object.entries(command.args).filter(([, { type }]) => type === 'positional');
  const missing = wanted[given.length];
  if (missing && missing[1].required !== false)
    throw new UsageError(`${name} needs ${missing[0].toUpperCase()}: ${missing[1].description ?? ''}.`, seeHelp(name));
  const unknown = command.values.length === 0 ? undefined : given.find((value) => !command.values.includes(value));
  if (unknown !== undefined) {
    const near = closest(unknown, command.values);
    throw new UsageError(
      `${name} takes one of ${command.values.join(', ')}, not "${unknown}".`,
      near === undefined ? seeHelp(name) : `Did you mean ${near}? ${seeHelp(name)}`,
    );
  }
  const extra = given[wanted.length];
  if (extra !== undefined && !command.variadic)
    throw new UsageError(`${name} does not know what to do with "${extra}".`, seeHelp(name));
}

function suggestion(name: string, flag: string, names: readonly string[]): string {
  const near = closest(flag.replace(/^-+/, ''), names);
  return near === undefined ? seeHelp(name) : `Did you mean --${near}? ${seeHelp(name)}`;
}

function seeHelp(name: string): string {
  return `See vedette ${name} --help.`;
}
