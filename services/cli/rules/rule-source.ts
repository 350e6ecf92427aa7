import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { endRule, makeRule } from '#db/queries/make-rule.ts';
import { previewRule } from '#db/queries/preview-rule.ts';
import { keptRules } from '#db/queries/rules.ts';
import { once } from '#services/model/once.ts';
import { OPERATORS, type Rule, type RuleDraft, type RulePreview } from '#services/model/rule.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { loadDetectors } from '../../detectors.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';
import { checkAddress } from '../findings/finding-source.ts';
import { LOCAL } from '../local.ts';
import { openExamples } from '../sample/examples.ts';

/** A rule as a list shows it. */
export interface ListedRule extends Pick<Rule, 'id' | 'name' | 'owner' | 'because' | 'expiresAt'> {
  /** The severity that it gives to findings; null when it hides them. */
  readonly severity: number | null;
  readonly inForce: boolean;
  readonly findings: number;
}

/** The answer to a request for a rule: it has an id when the rule was made. */
export interface RuleAnswer {
  readonly id?: string;
  readonly preview?: RulePreview;
  readonly errors: readonly string[];
}

/** Where rules are read and written: the database, or a running service that has it open. */
export interface RuleSource extends AsyncDisposable {
  list(): Promise<readonly ListedRule[]>;
  preview(draft: RuleDraft): Promise<RuleAnswer>;
  /** The rule with an id, as it is now; undefined when there is none. */
  find(id: string): Promise<RuleDraft | undefined>;
  /** @param id of the rule to replace; without it, a new rule is made */
  make(draft: RuleDraft, force: boolean, id?: string): Promise<RuleAnswer>;
  /** @returns the errors, one sentence each */
  remove(id: string): Promise<readonly string[]>;
}

/** @param url of a service's API; the database of the settings when there is none */
export async function openRules(
  url: string | undefined,
  { databaseUrl, apiToken }: Pick<Config, 'databaseUrl' | 'apiToken'>,
): Promise<RuleSource> {
  return url === undefined ? fromDatabase(databaseUrl) : fromApi(checkAddress(url), apiToken);
}

function clock(): Date {
  return new Date();
}

const attacks = once(async () => openExamples(await loadDetectors()).attacks());

async function fromDatabase(databaseUrl: string): Promise<RuleSource> {
  const { db, close } = await openDatabase(databaseUrl);
  return {
    async list() {
      const rules = await keptRules(db, EVERYTHING, clock());
      return rules.map(({ effect, ...rule }) => ({
        ...rule,
        severity: effect.kind === 'rate' ? effect.severity : null,
      }));
    },
    preview: async (draft) => ({
      preview: await previewRule(db, EVERYTHING, draft, await attacks(), clock()),
      errors: [],
    }),
    async find(id) {
      const rule = (await keptRules(db, EVERYTHING, clock())).find((each) => each.id === id);
      if (rule === undefined) return undefined;
      const { name, effect, criteria, owner, because, expiresAt, endlessBecause } = rule;
      return { name, effect, criteria, owner, because, expiresAt, endlessBecause };
    },
    async make(draft, force, id) {
      const made = await makeRule(db, EVERYTHING, draft, { id, attacks: await attacks(), force, actor: LOCAL, clock });
      if (made.state === 'made') return { id: made.rule.id, preview: made.preview, errors: [] };
      return made.state === 'silences'
        ? { preview: made.preview, errors: [SILENCES] }
        : { errors: [`There is no rule ${id}.`] };
    },
    remove: async (id) =>
      (await endRule(db, EVERYTHING, id, { actor: LOCAL, clock })) === true ? [] : [`There is no rule ${id}.`],
    [Symbol.asyncDispose]: close,
  };
}

const SILENCES = 'The rule would hide simulated attacks and was not created: narrow it down, or use --force.';

const PREVIEW = z.object({
  matches: z.number(),
  earlier: z.number(),
  byType: z.array(z.object({ type: z.string(), count: z.number() })),
  sample: z.array(z.string()),
  unseen: z.array(z.string()),
});
const MADE = z.object({
  made: z.object({
    rule: z.object({ id: z.string() }).nullable(),
    preview: PREVIEW.nullable(),
    userErrors: z.array(z.object({ message: z.string() })),
  }),
});
const LISTED = z.object({
  rules: z.array(
    z.object({
      inForce: z.boolean(),
      findings: z.number(),
      rule: z.object({
        id: z.string(),
        name: z.string(),
        owner: z.string(),
        because: z.string(),
        expiresAt: z.string().nullable(),
        severity: z.number().nullable(),
      }),
    }),
  ),
});

const LIST = '{ rules { inForce findings rule { id name owner because expiresAt severity } } }';
const ANSWER = '{ rule { id } preview { matches earlier byType { type count } sample unseen } userErrors { message } }';

const CREATE = `mutation Make($rule: RuleInput!, $force: Boolean) {
  made: createRule(rule: $rule, force: $force) ${ANSWER}
}`;
const CHANGE = `mutation Change($id: ID!, $rule: RuleInput!, $force: Boolean) {
  made: changeRule(id: $id, rule: $rule, force: $force) ${ANSWER}
}`;
const FIND = `{ rules { rule {
  id name severity owner because expiresAt endlessBecause criteria { field operator values }
} } }`;

function fromApi(url: string, token: string | undefined): RuleSource {
  const ask = async (query: string, variables: object): Promise<RuleAnswer> => {
    const { made } = await askApi(url, token, query, variables, MADE);
    return {
      ...(made.rule && { id: made.rule.id }),
      ...(made.preview && { preview: made.preview }),
      errors: made.userErrors.map(({ message }) => message),
    };
  };
  return {
    async list() {
      const { rules } = await askApi(url, token, LIST, {}, LISTED);
      return rules.map(({ rule, ...rest }) => ({ ...rule, ...rest }));
    },
    preview: (draft) =>
      ask(`query Preview($rule: RuleInput!) { made: previewRule(rule: $rule) ${ANSWER} }`, { rule: inputOf(draft) }),
    async find(id) {
      const { rules } = await askApi(url, token, FIND, {}, FOUND);
      return rules.find(({ rule }) => rule.id === id)?.rule.draft;
    },
    make: (draft, force, id) => ask(id === undefined ? CREATE : CHANGE, { rule: inputOf(draft), force, id }),
    remove: async (id) =>
      (await ask(`mutation Remove($id: ID!) { made: removeRule(id: $id) ${ANSWER} }`, { id })).errors,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** A rule in the form of the API's input. */
function inputOf({ effect, criteria, ...rest }: RuleDraft): object {
  return {
    ...rest,
    effect: effect.kind.toUpperCase(),
    ...(effect.kind === 'rate' && { severity: effect.severity }),
    criteria: criteria.map(({ operator, ...criterion }) => ({ ...criterion, operator: NAMES[operator] })),
  };
}

const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  OPERATORS.map((operator) => [operator, operator.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()]),
);

const OPERATOR = z
  .string()
  .transform((name) => OPERATORS.find((operator) => NAMES[operator] === name))
  .pipe(z.enum(OPERATORS));
const FOUND = z.object({
  rules: z.array(
    z.object({
      rule: z
        .object({
          id: z.string(),
          name: z.string(),
          severity: z.number().nullable(),
          owner: z.string(),
          because: z.string(),
          expiresAt: z.string().nullable(),
          endlessBecause: z.string().nullable(),
          criteria: z.array(z.object({ field: z.string(), operator: OPERATOR, values: z.array(z.string()) })),
        })
        .transform(({ id, severity, ...rest }): { readonly id: string; readonly draft: RuleDraft } => ({
          id,
          draft: { ...rest, effect: severity === null ? { kind: 'suppress' } : { kind: 'rate', severity } },
        })),
    }),
  ),
});
