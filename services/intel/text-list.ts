import { parseDomain } from './domain-set.ts';
import { parseEntry, type ListEntry } from './parse-entry.ts';
import { parseIpRange } from './ip-range.ts';

/**
 * The entries of one line of plain text: none for a comment or a blank line. A comment (`#` anywhere; `;` or `//` after
 * a space), counts and dates may follow an entry, and in a hosts file the names follow an unroutable address.
 */
export function entriesOfLine(line: string): readonly ListEntry[] {
  // Most lines are just an address or a network.
  if (PLAIN.test(line)) return [parseEntry(line)];
  // Lists of domains have hundreds of thousands, one for each line.
  const domain = NAME.test(line) ? parseDomain(line) : undefined;
  if (domain !== undefined) return [{ kind: 'domain', domain }];
  // GuardDuty's mark between the ends of a range is no comment.
  const marked = line.replaceAll('##comma##', '-');
  const comment = marked.search(COMMENT);
  const content = comment < 0 ? marked : marked.slice(0, comment);
  const text = content
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/[,;]+$/, '');
  if (text === '') return [];
  if (parseIpRange(text)) return [parseEntry(text)];
  const worded = FORMS.map((form) => form.exec(text)).find((found) => found !== null);
  if (worded) return worded[1] === undefined ? [] : [parseEntry(worded[1])];
  const tokens = text.split(/[\s,]+/);
  const [first = '', second] = tokens;
  if (second === undefined) return [parseEntry(first)];
  if (NOWHERE.has(first))
    return tokens
      .slice(1)
      .filter((name) => !LOCAL_NAME.test(name))
      .map(parseEntry);
  if (tokens.length === 2 && /^\d+$/.test(second)) return [parseEntry(first)];
  const span = spanOf(tokens);
  if (span) return [parseEntry(span)];
  // Lists for eMule and PeerGuardian have an access level and a name after a range.
  const range = second === '-' ? parseEntry(tokens.slice(0, 3).join('')) : undefined;
  if (range?.kind === 'range') return [range];
  const entries = tokens.map(parseEntry);
  if (entries.every(({ kind }) => kind !== 'rejected')) return entries;
  // Words after a domain make it a sentence, in which a word only looks like a name.
  const known = entries[0]?.kind === 'range' || (entries[0]?.kind === 'domain' && /^\d/.test(second));
  return known
    ? entries.slice(0, 1)
    : [{ kind: 'rejected', why: 'it has several words and does not begin with an address' }];
}

const PLAIN = /^[0-9A-Fa-f:.]+(?:\/\d+)?$/;
const NAME = /^[a-z0-9_.-]+$/;
const COMMENT = /#|^!|^\[Adblock|(?:^|\s)(?:;|\/\/)/;

/** Lines with words around the entry, or with words about other lines and no entry. */
const FORMS: readonly RegExp[] = [
  // The Tor project's list of exits.
  /^ExitAddress\s+(\S+)(?:\s+\S+){0,2}$/,
  /^(?:ExitNode\s+[0-9A-F]{40}|(?:Published|LastStatus)\s+\d{4}-\d\d-\d\d\s+[\d:]+)$/,
  // The output of `ipset save`, lines of dnsmasq, and advertisement filters with options.
  /^add\s+\S+\s+(\S+)(?:\s+(?:timeout|comment|nomatch|packets)\b.*)?$/,
  /^create\s+\S+\s+hash:\S+/,
  /^(?:address|server|local)=\/([^/]+)\//,
  /^(\|\|[^/^$]+\^)\$[\w,~=-]+$/,
];

/** Addresses to which a hosts file sends the names that it blocks. */
const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '127.0.0.1', '::', '::1', 'fe80::1%lo0', '255.255.255.255']);
/** Names of the machine itself, which every hosts file holds. */
const LOCAL_NAME = /^(?:localhost|local|broadcasthost|ip6-[a-z]+|localhost\.localdomain|0\.0\.0\.0)$/i;

/**
 * Parses `first last length`, the form of DShield's block list, as one range: two addresses would miss those in
 * between.
 */
function spanOf(tokens: readonly string[]): string | undefined {
  const [first = '', last = '', length = ''] = tokens;
  const range = /^\d{1,2}$/.test(length) ? parseIpRange(`${first}/${length}`) : undefined;
  const end = parseIpRange(last)?.blocks[0];
  return range !== undefined && end !== undefined && range.blocks[0]?.last === end.first ? range.text : undefined;
}
