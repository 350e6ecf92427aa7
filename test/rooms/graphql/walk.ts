import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { schema } from '#graphql/schema.ts';

/** A field of the API that requests can ask for. */
export interface Question {
  readonly kind: 'query' | 'mutation' | 'subscription' | 'path';
  readonly name: string;
  /** Requests that together ask for everything below the field that they begin with. */
  readonly requests: (aim: Aim) => readonly Request[];
}

interface Request {
  readonly query: string;
  readonly variables: object;
}

/** Values for arguments, by the name of the argument, or of its type when that has members. */
export type Aim = Readonly<Record<string, unknown>>;

/** Every field that a request can begin with. */
export function questions(kind: 'query' | 'mutation' | 'subscription'): readonly Question[] {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  return Object.values(roots[kind]?.getFields() ?? {}).map((field) => ({
    kind,
    name: field.name,
    requests: (aim) => requestsFor(kind, field, aim),
  }));
}

function requestsFor(kind: string, field: GraphQLField<unknown, unknown>, aim: Aim): readonly Request[] {
  const given = field.args.filter(({ name, type }) => isAimed({ name, type }, aim) || isNonNullType(type));
  const variables = Object.fromEntries(given.map((argument) => [argument.name, valueOf(argument, aim)]));
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const asks = `${kind} Sweep${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`}`;
  if (isLeafType(getNamedType(field.type))) return [{ query: `${asks} }`, variables }];
  const above = kind === 'mutation' ? TOLD_BY_QUERIES : [];
  return pieces(field.type, aim, FEWER[field.name] ?? FIELDS_MAX, above).map(({ text }) => ({
    query: `${asks} {${text}} }`,
    variables,
  }));
}

type Argument = Pick<GraphQLArgument, 'name' | 'type'>;

/**
 * Whether there is a value for an argument: by the name of its type when that has members, otherwise by its own name.
 */
function isAimed({ name, type }: Argument, aim: Aim): boolean {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.name in aim : name in aim;
}

function valueOf({ name, type }: Argument, aim: Aim): unknown {
  if (!isAimed({ name, type }, aim)) return made(type);
  return aim[isInputObjectType(getNamedType(type)) ? getNamedType(type).name : name];
}

/** Any value of a type, for arguments that need no aim. */
function made(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return made(type.ofType);
  if (isListType(type)) return [made(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((member) => isNonNullType(member.type) && member.defaultValue === undefined)
        .map((member) => [member.name, made(member.type)]),
    );
  return { Int: 1, Float: 1, Boolean: true, DateTime: '2026-03-02T00:00:00Z' }[type.name] ?? 'x';
}

/** A part of the fields of a type, and the number of fields in it. */
interface Piece {
  readonly text: string;
  readonly fields: number;
}

/** The most fields in one request: a whole finding has several times as many. */
const FIELDS_MAX = 200;

/** Smaller bounds for lists of many findings or of all detectors, because they cost so many times as much. */
const FEWER: Readonly<Record<string, number>> = { detectors: 1, nodes: 60, changes: 150 };

/** Types that are left out below changed findings: queries cover them, and they cost a hundred times as much. */
const TOLD_BY_QUERIES = ['Resource', 'FindingService', 'Comment', 'HistoryEntry', 'Closing', 'JSON'];

/**
 * Types that are tried alone: they have logs read, fewer viewers may see them than the finding, and they cost too much
 * beside other fields.
 */
const ALONE = ['RawRecord'];

/** All fields of a type and of the types within it, in pieces; a type within itself is left out. */
function pieces(
  type: GraphQLOutputType,
  aim: Aim,
  most: number,
  above: readonly string[] = [],
  prefix = '',
): readonly Piece[] {
  const named = getNamedType(type);
  if (isAbstractType(named))
    return schema.getPossibleTypes(named).flatMap((member) =>
      // Members of a union have fields with the same name but other types: each gets an alias.
      pieces(member, aim, most, above, `${member.name}_`).map(({ text, fields }) => ({
        text: `... on ${member.name} {${text}}`,
        fields,
      })),
    );
  if (!isObjectType(named)) return [];
  const all = Object.values(named.getFields()).flatMap((field): readonly Piece[] => {
    if ([...above, named.name, ...ALONE].includes(getNamedType(field.type).name)) return [];
    const required = field.args.filter((argument) => isNonNullType(argument.type));
    const passed = required.map((argument) => `${argument.name}: ${literal(argument, aim)}`).join(', ');
    const name = `${prefix && `${prefix}${field.name}: `}${field.name}${passed && `(${passed})`}`;
    if (isLeafType(getNamedType(field.type))) return [{ text: name, fields: 1 }];
    return pieces(field.type, aim, most, [...above, named.name]).map(({ text, fields }) => ({
      text: `${name} {${text}}`,
      fields,
    }));
  });
  const packed: Piece[] = [];
  for (const { text, fields } of all) {
    const last = packed.at(-1);
    if (last === undefined || last.fields + fields > most) packed.push({ text: ` __typename ${text} `, fields });
    else packed[packed.length - 1] = { text: `${last.text}${text} `, fields: last.fields + fields };
  }
  return packed;
}

function literal(argument: GraphQLArgument, aim: Aim): string {
  const value = valueOf(argument, aim);
  return isEnumType(getNamedType(argument.type)) ? String(value) : JSON.stringify(value);
}
