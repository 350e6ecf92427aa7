import { parseEntry, parsePort, rejectedEntry, withPort, type ListEntry } from './parse-entry.ts';

/**
 * The addresses and domains that a pattern ("STIX Version 2.1", part 9) names alone, such as `[ipv4-addr:value =
 * '192.0.2.1' OR domain-name:value = 'bad.example']`. An address that must occur together with something else, such as
 * a file, is no entry.
 */
export function entriesOfPattern(pattern: string): readonly ListEntry[] {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return [rejectedEntry('it is not a STIX pattern')];
  const observations = split(tokens);
  if (observations === undefined) return [rejectedEntry('it is not a STIX pattern')];
  const entries = observations.flatMap(({ inside }) => entriesOfObservation(inside));
  const together = observations.some(({ before }) => before.some((token) => /^(?:AND|FOLLOWEDBY)$/i.test(token)));
  return together && entries.length > 0
    ? [rejectedEntry('it applies only together with another observation')]
    : entries;
}

/** Splits a pattern into words, operators, brackets, and texts in quotes; undefined where it has anything else. */
function tokensOf(pattern: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const token = /\s*('(?:\\.|[^'\\])*'|[[\](),]|[=!<>]+|[^\s[\](),=!<>']+)/y;
  const end = pattern.trimEnd().length;
  while (token.lastIndex < end) {
    const [, text] = token.exec(pattern) ?? [];
    if (text === undefined) return undefined;
    // A key in a path may be in quotes: `file:hashes.'SHA-256'`.
    const last = tokens.at(-1);
    if (text.startsWith("'") && last?.endsWith('.')) tokens[tokens.length - 1] = last + text;
    else tokens.push(text);
  }
  return tokens;
}

interface ObservedTokens {
  /** The tokens between the previous observation and this one. */
  readonly before: readonly string[];
  readonly inside: readonly string[];
}

/**
 * Splits tokens into observations. Brackets within an observation, such as `[*]` or `[0]` in a path, do not begin
 * another.
 *
 * @returns undefined where one is not closed
 */
function split(tokens: readonly string[]): readonly ObservedTokens[] | undefined {
  const observations: ObservedTokens[] = [];
  let before: string[] = [];
  let inside: string[] | undefined;
  let depth = 0;
  for (const token of tokens) {
    if (token === '[' && ++depth === 1) inside = [];
    else if (token === ']' && --depth === 0) {
      observations.push({ before, inside: inside ?? [] });
      [before, inside] = [[], undefined];
    } else if (inside) inside.push(token);
    else before.push(token);
  }
  return inside === undefined ? observations : undefined;
}

/** Paths whose values are addresses or domains. */
const NAMING =
  /^(?:(?:ipv4-addr|ipv6-addr|domain-name|url):value|network-traffic:(?:src|dst)_ref\.value|domain-name:resolves_to_refs.*\.value)$/;
/** A path that limits an address to a port, without tying it to anything else. */
const PORT = /^network-traffic:dst_port$/;
/** Paths that describe the kind of address or traffic, and so tie the address to nothing. */
const DESCRIBING = /^network-traffic:(?:protocols|(?:src|dst)_ref\.type$)/;
const OPERATORS: ReadonlySet<string> = new Set(['=', 'IN', 'ISSUBSET']);

interface Comparison {
  readonly path: string;
  readonly negated: boolean;
  readonly operator: string;
  readonly values: readonly string[];
}

function entriesOfObservation(tokens: readonly string[]): readonly ListEntry[] {
  const comparisons = comparisonsOf(tokens);
  const naming = comparisons.filter(({ path }) => NAMING.test(path));
  if (naming.length === 0) return [];
  const [kind] = naming.map(({ path }) => path);
  const others = comparisons.filter(({ path }) => !NAMING.test(path) && !DESCRIBING.test(path));
  const ports = others.filter(({ path }) => PORT.test(path));
  const together = tokens.some((token) => /^AND$/i.test(token));
  const tied = together && (ports.length !== others.length || naming.some(({ path }) => path !== kind));
  if (tied) return [rejectedEntry('it applies only together with another condition')];
  // A port limits an address only where both must occur together.
  const narrowing = together ? ports : [];
  const numbers = narrowing.flatMap(({ values }) => values);
  if (!narrowing.every(isByName) || numbers.some((number) => parsePort(number) === undefined))
    return [rejectedEntry('it does not say which port it is')];
  if (numbers.length > PORTS_MAX) return [rejectedEntry(`it names more than ${PORTS_MAX} ports`)];
  return naming.flatMap((comparison) =>
    isByName(comparison)
      ? comparison.values.map(parseEntry).flatMap((entry) => atPorts(entry, numbers))
      : [rejectedEntry('it does not say which address or domain it is')],
  );
}

/** More ports than this are refused: each address is entered once for each, and a short pattern is to stay a short list. */
const PORTS_MAX = 100;

function atPorts(entry: ListEntry, ports: readonly string[]): readonly ListEntry[] {
  return entry.kind !== 'range' || ports.length === 0 ? [entry] : ports.map((port) => withPort(entry, port));
}

/** Whether a comparison holds for its values, and for nothing else. */
function isByName({ negated, operator }: Comparison): boolean {
  return !negated && OPERATORS.has(operator);
}

/** The comparisons of an observation: a path, an operator, and one value or several in parentheses. */
function comparisonsOf(tokens: readonly string[]): readonly Comparison[] {
  const comparisons: Comparison[] = [];
  for (let at = 0; at < tokens.length; at++) {
    let path = tokens[at] ?? '';
    if (!/^[a-z][a-z0-9-]*:\S+$/i.test(path)) continue;
    const negatedBefore = /^NOT$/i.test(tokens[at - 1] ?? '');
    // Appends the rest of a path with an index.
    while (tokens[at + 1] === '[') {
      const close = tokens.indexOf(']', at);
      if (close < 0) return comparisons;
      path += tokens.slice(at + 1, close + 1).join('');
      at = close;
      if (tokens[at + 1]?.startsWith('.')) path += tokens[++at] ?? '';
    }
    const negated = /^NOT$/i.test(tokens[at + 1] ?? '');
    if (negated) at++;
    const operator = (tokens[++at] ?? '').toUpperCase();
    const values: string[] = [];
    if (tokens[at + 1] === '(') {
      for (at += 2; at < tokens.length && tokens[at] !== ')'; at++)
        if (tokens[at] !== ',') values.push(unquoted(tokens[at] ?? ''));
    } else values.push(unquoted(tokens[++at] ?? ''));
    comparisons.push({ path, negated: negated || negatedBefore, operator, values });
  }
  return comparisons;
}

function unquoted(token: string): string {
  return token.startsWith("'") ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
}
