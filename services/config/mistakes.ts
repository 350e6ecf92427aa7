import { z } from 'zod';
import { closest } from '#services/model/closest.ts';
import { holdsSecret, isSecret } from '../model/described.ts';

/** A mistake in one value or name; `path` leads to it from the top of the file. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  /**
   * True when the last step of `path` is a name that must not be there; false when it is the place of a wrong value.
   */
  readonly ofName: boolean;
  readonly sentence: string;
}

/** All mistakes in some data, in sentences that suggest the name probably meant and show no secret. */
export function mistakesOf(schema: z.ZodType, data: unknown): readonly Mistake[] {
  const { error } = schema.safeParse(data, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue): readonly Mistake[] => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    const name = path.findLast((step) => typeof step === 'string') ?? 'The file';
    if (issue.code === 'unrecognized_keys') {
      const known = namesAt(schema, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        ofName: true,
        sentence: unknownName(key, path.length === 0 ? undefined : name, known),
      }));
    }
    if (issue.code === 'invalid_key') {
      const sentence = `"${name}" ${issue.issues[0]?.message ?? 'is not expected here'}.`;
      // Zod does not check the values below a wrong name.
      const below = mistakesOf(schemaAt(schema, path), valueAt(data, path));
      return [{ path, ofName: true, sentence }, ...below.map((each) => ({ ...each, path: [...path, ...each.path] }))];
    }
    const given = isHidden(schema, path) ? '' : `, not ${shown(issue.input)}`;
    return [{ path, ofName: false, sentence: `${name} ${demandOf(issue)}${given}.${suggestion(issue)}` }];
  });
}

function unknownName(key: string, section: string | undefined, known: readonly string[]): string {
  const near = closest(key, known);
  const place = section === undefined ? 'no setting' : `not known below ${section}`;
  if (near !== undefined) return `"${key}" is ${place}: did you mean "${near}"?`;
  const names = known.length <= NAMES_SHOWN ? `: there is ${known.join(', ')}` : '; see vedette config show';
  return `"${key}" is ${place}${names}.`;
}

const NAMES_SHOWN = 30;

/** The requirement on a value, in words that follow its name. */
function demandOf(issue: z.core.$ZodIssue): string {
  if (/^(must|is not?) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length <= NAMES_SHOWN
        ? `must be one of ${issue.values.join(', ')}`
        : 'must be an existing one';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return `cannot be used (${issue.message})`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section of names and values',
  record: 'a section of names and values',
};

function suggestion(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return '';
  const near = closest(issue.input, issue.values.map(String));
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

const SHOWN_MAX = 60;

/** The names that the section at a path may hold. */
function namesAt(schema: z.ZodType, path: Mistake['path']): readonly string[] {
  const section = schemaAt(schema, path);
  return section instanceof z.ZodObject ? Object.keys(section.shape) : [];
}

/**
 * Whether the value at a path must not be shown: it is a secret, or in a section that may hold one. A misplaced value
 * may be the secret.
 */
function isHidden(schema: z.ZodType, path: Mistake['path']): boolean {
  const along = schemasAlong(schema, path);
  return along.some(isSecret) || along.slice(-1).some(holdsSecret);
}

/** The schema of the value at a path; accepts anything where the schema does not lead that far. */
function schemaAt(schema: z.ZodType, path: Mistake['path']): z.ZodType {
  const along = schemasAlong(schema, path);
  const end = along.length > path.length ? along.at(-1) : undefined;
  const plain = unwrapped(end);
  return plain instanceof z.ZodType ? plain : z.unknown();
}

/** The schemas of the values along a path, from the top, as far as the schema leads. */
function schemasAlong(schema: z.ZodType, path: Mistake['path']): readonly z.ZodType[] {
  const along = [schema];
  for (const step of path) {
    const plain = unwrapped(along.at(-1));
    const next =
      plain instanceof z.ZodObject
        ? plain.shape[String(step)]
        : plain instanceof z.ZodRecord
          ? plain.valueType
          : plain instanceof z.ZodArray
            ? plain.element
            : undefined;
    if (!(next instanceof z.ZodType)) break;
    along.push(next);
  }
  return along;
}

function valueAt(data: unknown, path: Mistake['path']): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    data,
  );
}

/** A schema without the wrappers that only say that its value may be absent. */
function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap())
    : schema;
}
