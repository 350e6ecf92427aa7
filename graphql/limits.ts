import { Kind, Lexer, parse, Source, TokenKind, visit, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badInput, tooComplex } from './builder.ts';

/** The largest document that a person or a compiler writes has a thousand. */
const TOKENS_MAX = 2000;

/** A finding's remote end is the deepest nesting, whatever it is wrapped in. */
const DEPTH_MAX = 20;

/**
 * Validation compares all fields of one name in pairs; this bounds the pairs before the comparison begins. Seventy
 * times `id` make a quarter of it.
 */
const PAIRS_MAX = 20_000;

/** How deep brackets of any kind may nest. */
const BRACKETS_MAX = 50;

/**
 * Parses and validates, and refuses documents that would take long. The checks look at each token once, so their time
 * is linear in the length of the request.
 */
export function boundedRequests(): Plugin {
  return {
    onParams: ({ params }) => checkVariables(params.variables),
    onParse: ({ setParseFn }) => setParseFn(parseBounded),
  };
}

type Parse = typeof parse;

/** @throws GraphQLError for text that is no valid document, and for one that asks for too much */
export function parseBounded(source: Parameters<Parse>[0], options?: Parameters<Parse>[1]): DocumentNode {
  checkTokens(new Lexer(typeof source === 'string' ? new Source(source) : source));
  const document = parse(source, options);
  const times = new Map<string, number>();
  for (const definition of document.definitions)
    if ('selectionSet' in definition) count(definition.selectionSet, 1, times);
  const pairs = [...times.values()].reduce((sum, n) => sum + n * n, 0);
  if (pairs > PAIRS_MAX) throw tooComplex('The query repeats the same fields too often: ask for less at once.');
  visit(document, { StringValue: ({ value }) => checkText(value) });
  return document;
}

function checkTokens(lexer: Lexer): void {
  let depth = 0;
  for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    const { kind } = lexer.token;
    if (OPENING.has(kind)) depth++;
    else if (CLOSING.has(kind)) depth--;
    if (tokens >= TOKENS_MAX) throw tooComplex(`A query has at most ${TOKENS_MAX} names, values and brackets.`);
    if (depth > BRACKETS_MAX) throw tooComplex(`A query nests at most ${BRACKETS_MAX} brackets.`);
  }
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function count({ selections }: SelectionSetNode, depth: number, times: Map<string, number>): void {
  if (depth > DEPTH_MAX) throw tooComplex(`The query nests deeper than ${DEPTH_MAX} fields.`);
  for (const selection of selections) {
    const name = selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : selection.kind;
    times.set(name, (times.get(name) ?? 0) + 1);
    if ('selectionSet' in selection && selection.selectionSet) count(selection.selectionSet, depth + 1, times);
  }
}

/** @throws GraphQLError for text that PostgreSQL refuses, and for values that nest too deep */
function checkVariables(value: unknown, depth = 0): void {
  if (typeof value === 'string') checkText(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEPTH_MAX) throw badInput(`Variables nest deeper than ${DEPTH_MAX}.`);
  for (const [name, member] of Object.entries(value)) {
    checkText(name);
    checkVariables(member, depth + 1);
  }
}

function checkText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw badInput('Text must not contain NUL or half of a surrogate pair.');
}
