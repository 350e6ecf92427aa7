import { mistakeIn } from '#services/cases/change.ts';
import type { CaseChange } from '#services/model/disposition.ts';
import { counted, number } from '#services/model/numbers.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, CONFIG, QUIET, type AnyCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { askedFindingId } from './asked-finding-id.ts';
import { FILTER_ARGS, FILTER_REPEATABLE, filterOf } from './filter-args.ts';
import { openFindings, SOURCE_ARG, type Which } from './finding-source.ts';

/** A flag of one command. */
type Flags = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly description: string; readonly valueHint?: string }>
>;

const { archived: _, ...WHICH_ARGS } = FILTER_ARGS;

/** The reason, for commands that need one. */
export const BECAUSE = {
  because: {
    type: 'string',
    description: 'The reason, stored with the finding and in the audit log',
    valueHint: 'REASON',
  },
} as const;

interface ChangeCommand {
  readonly summary: string;
  readonly flags: Flags;
  readonly examples: Readonly<Record<string, string>>;
  /** Whether the filter selects archived findings or the others; both when undefined. */
  readonly archived?: boolean;
  /** The past participle for messages: `archived`. */
  readonly done: string;
  /** @throws UsageError */
  change(args: Readonly<Record<string, unknown>>): CaseChange;
}

/** A command that changes findings, selected by ids or by filter flags. */
export function changeCommand({ summary, flags, examples, archived, done, change }: ChangeCommand): AnyCommand {
  return command({
    summary,
    args: {
      id: { type: 'positional', required: false, description: 'One or more ids, from findings list' },
      ...flags,
      ...WHICH_ARGS,
      ...SOURCE_ARG,
      ...CONFIG,
      ...QUIET,
    },
    repeatable: [...FILTER_REPEATABLE],
    variadic: true,
    examples,
    async run({ args, lists, readConfig, terminal }) {
      const wanted = change(args);
      const mistake = mistakeIn(wanted);
      if (mistake !== undefined) throw new UsageError(mistake);
      const types = (await loadDetectors()).map(({ type }) => type);
      const { archived: __, ...filter } = filterOf(args, lists, types, Date.now());
      const which = whichOf(args._, { ...filter, ...(archived !== undefined && { archived }) }, filter);
      await using source = await openFindings(args.url, await readConfig());
      const { changed, errors } = await source.change(which, wanted);
      for (const error of errors) terminal.complain(error);
      const same = 'ids' in which ? which.ids.length - changed - errors.length : 0;
      const rest = same > 0 ? `; ${number(same)} already were` : '';
      terminal.talk(`${counted(changed, 'finding')} ${done}${rest}.`);
      return errors.length > 0 ? EXIT.error : EXIT.fine;
    },
  });
}

function whichOf(ids: readonly string[], filter: Extract<Which, { filter: unknown }>['filter'], given: object): Which {
  const isFiltered = Object.keys(given).length > 0;
  if (ids.length > 0 && isFiltered) throw new UsageError('Give either ids or filters, not both.');
  if (ids.length === 0 && !isFiltered)
    throw new UsageError('Which findings? Give ids, or filters such as --type or --account.');
  return ids.length > 0 ? { ids: [...new Set(ids.map((id) => askedFindingId(id)))] } : { filter };
}
