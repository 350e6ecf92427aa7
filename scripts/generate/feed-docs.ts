import { FEEDS } from '#services/intel/feeds/index.ts';
import type { Feed } from '#services/model/feed.ts';
import { LIST_MEANINGS } from '#services/model/intel.ts';
import { number } from '#services/model/numbers.ts';
import { page, table } from './markdown.ts';

/** The page about feeds, by path from the project's root. */
export function feedDocs(): ReadonlyMap<string, string> {
  return new Map([['docs/feeds.md', feedPage()]]);
}

function feedPage(): string {
  return page(
    '# Lists that keep themselves',
    'Detectors that ask who an address or a domain is need lists. `vedette intel sync` fetches AWS’s published ranges and the feeds below from their publishers; `vedette serve` does so by itself every `syncHours`, and takes up what came without a restart: a turn ends with the lists that it began with. Nothing is shipped with Vedette, and nothing is fetched by any other command.',
    '`vedette intel list` shows which lists are in force, how old they are, what was refused and why, and which detectors want a list that is missing.',
    '## What is fetched',
    '`feeds` in the configuration file names those that are on. Where it is not set, those are on whose licence lets anybody use them: ✓. A feed is one file in `services/intel/feeds/`.',
    table(
      ['feed', 'on', 'list of', 'category', 'entries live', 'asked at most every', 'expected entries', 'licence'],
      FEEDS.map(rowOf),
    ),
    'abuse.ch wants a key for `threatfox` and `urlhaus`, which each user gets for nothing: set `abuseChKey` (or `VEDETTE_ABUSE_CH_KEY`), and name the feeds under `feeds`.',
    table(
      ['category', 'holds'],
      Object.entries(LIST_MEANINGS).map(([category, meaning]) => [`\`${category}\``, meaning]),
    ),
    'Domains of a `popular` list are kept out of what other people’s lists accuse; a name below one, such as a customer’s of a hoster, is not.',
    '## What is refused',
    'What comes is read before it is kept. It is refused where it is no list (a web page, damaged data), where it has fewer or more entries than are expected, and where it lost more than half of its entries or has more than three times as many as before, if that is more than a hundred. The reason is shown, and what was kept stays. `vedette intel sync --accept=NAME` takes it nevertheless. Downloads end after a minute or 64 MB, come over https alone, also where the publisher sends elsewhere, and are not sent again where the publisher says that nothing changed.',
    'Entries are believed for some days after their list was last seen to be current. Then the list is left out, and `vedette doctor` and the coverage say so.',
    '## Lists of your own',
    'A file: `lists` in [the configuration](settings.md), or `--list` of a command. Or a file that is kept, until a day or until it is removed, which a running service takes up within a minute:',
    fence(
      'vedette intel add custom=incident-7.stix.json --expires=2026-12-31\nvedette intel add trusted=offices.csv\nvedette intel remove incident-7',
      'sh',
    ),
    'Or an address, of any format, which is fetched like the feeds; with a `collection` it is an API root of TAXII 2.1:',
    fence(
      'ownFeeds:\n  partners:\n    address: https://taxii.example/api1/\n    collection: Indicators\n    category: command-and-control\n    authorization: Basic …\n    entriesLiveDays: 30\n  office-ranges:\n    address: https://intranet.example/ranges.csv\n    category: trusted',
      'yaml',
    ),
    'A file may be for some accounts alone: `vedette intel add custom=plant.txt --ou=ou-ab12-cd34ef56 --account=111122223333`, or `{ file: plant.txt, organizationalUnits: [ou-ab12-cd34ef56], accounts: ["111122223333"] }` among `lists`. Elsewhere it neither accuses nor silences. Which accounts are below a unit is known from the next look at the organization on, within the hour; a scan of files knows no units, only accounts. Lists that others are read by (`popular`, `dynamic-dns`, `public-resolver`) and feeds hold for the whole organization.',
    '',
    '### Trust under governance',
    'What a `trusted` list names is never found, and nobody is told what that was. So trust that several people live with is a rule ([how](decisions/0067-trust-is-a-rule.md)): it has an owner, a reason and an end, a preview says what it would have hidden and refuses what would hide a simulated attack, and it counts what it hides. That is kept, and comes into sight when the rule ends. The file may have any of the formats below, with a thousand addresses and ranges at most; `within` on `remoteAddress` in the API is the same.',
    fence(
      'vedette rules preview --when="remoteAddress in @offices.csv"\nvedette rules create --name=offices --owner=net-team --because="Our offices" --expires=2026-12-31 --when="remoteAddress in @offices.csv"',
      'sh',
    ),
    'What is kept lies below `dataDir`: where several machines share a database, each has its own.',
    'Lists are told by their content: plain text, STIX 1 and 2, OTX_CSV, ALIEN_VAULT, PROOF_POINT and FIRE_EYE as GuardDuty takes them, CSV, JSON, MISP events, hosts files, filters, and what the Tor project publishes.',
    'Generated from the definitions by `npm run generate`.',
  );
}

function rowOf(feed: Feed): readonly string[] {
  return [
    `[\`${feed.name}\`](${feed.homepage})`,
    feed.free ? '✓' : '',
    feed.of,
    `\`${feed.category}\``,
    counted(feed.entriesLiveDays, 'day'),
    counted(feed.hoursBetween, 'hour'),
    `${number(feed.smallest)} to ${number(feed.most)}`,
    `${feed.licence}${feed.keyParameter === undefined ? '' : ' (needs a key)'}`,
  ];
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

function fence(text: string, language: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
