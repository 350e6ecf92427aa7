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
    '# Threat lists',
    'Detectors that recognize addresses or domains need lists. `vedette intel sync` downloads AWS’s published ranges and the feeds below from their publishers. `vedette serve` does so automatically every `syncHours`, and uses the new lists without a restart; a turn finishes with the lists it began with. Vedette ships no lists, and no other command downloads any.',
    '`vedette intel list` shows which lists are in use, how old they are, what was rejected and why, and which detectors need a list that is missing.',
    '## Feeds',
    '`feeds` in the configuration file names the feeds that are on. By default, those are on whose licence lets anybody use them (✓). A feed is one file in `services/intel/feeds/`.',
    table(
      [
        'feed',
        'on by default',
        'content',
        'category',
        'entries valid for',
        'downloaded at most every',
        'expected entries',
        'licence',
      ],
      FEEDS.map(rowOf),
    ),
    '`threatfox` and `urlhaus` need a key, which abuse.ch gives every user for free. Set `abuseChKey` (or `VEDETTE_ABUSE_CH_KEY`), and name the feeds under `feeds`.',
    table(
      ['category', 'content'],
      Object.entries(LIST_MEANINGS).map(([category, meaning]) => [`\`${category}\``, meaning]),
    ),
    'Public threat lists are ignored for the exact domains on a `popular` list, but not for names below them, such as those of a hosting provider’s customers.',
    '## What is rejected',
    'A download is checked before it replaces the previous list. It is rejected if it is not a list (a web page, damaged data), if it has fewer or more entries than expected, or if it lost more than half of its entries or more than tripled, when that is a difference of more than a hundred. The reason is shown, and the previous list stays in use. `vedette intel sync --accept=NAME` accepts the download anyway. Downloads stop after a minute or 64 MB, use https only, also after redirects, and are skipped when the publisher says that nothing has changed.',
    'Entries are valid for some days after the last successful check of their list. After that the list is no longer used, and `vedette doctor` and the coverage say so.',
    '## Lists of your own',
    'You can name a file under `lists` in [the configuration](settings.md) or with `--list` of a command. Or you can add a file that is stored until it expires or is removed; a running service uses it within a minute:',
    fence(
      'vedette intel add custom=incident-7.stix.json --expires=2026-12-31\nvedette intel add trusted=offices.csv\nvedette intel remove incident-7',
      'sh',
    ),
    'Or you can name an address, which is downloaded like the feeds and may have any format. With a `collection`, the address is a TAXII 2.1 API root:',
    fence(
      'ownFeeds:\n  partners:\n    address: https://taxii.example/api1/\n    collection: Indicators\n    category: command-and-control\n    authorization: Basic …\n    entriesLiveDays: 30\n  office-ranges:\n    address: https://intranet.example/ranges.csv\n    category: trusted',
      'yaml',
    ),
    'A file can apply to some accounts only: `vedette intel add custom=plant.txt --ou=ou-ab12-cd34ef56 --account=111122223333`, or `{ file: plant.txt, organizationalUnits: [ou-ab12-cd34ef56], accounts: ["111122223333"] }` among `lists`. It has no effect elsewhere. Which accounts are below a unit is known after the next pass over the organization, within the hour; a scan of files knows only accounts, not units. Feeds, and lists that affect how others are read (`popular`, `dynamic-dns`, `public-resolver`), always apply to the whole organization.',
    '',
    '### Trust with an owner and an end',
    'Entries of a `trusted` list never lead to findings, and nobody sees what was missed. For trust that a team must be able to review, use a rule instead ([how](decisions/0067-trusted-addresses-as-rules.md)). A rule has an owner, a reason and an end. Its preview shows what it would have hidden, and it is refused if it would hide a simulated attack. It counts what it hides; those findings are stored, and become visible when the rule ends. The file may have any of the formats below, with at most a thousand addresses and ranges. In the API, use `within` on `remoteAddress`.',
    fence(
      'vedette rules preview --when="remoteAddress in @offices.csv"\nvedette rules create --name=offices --owner=net-team --because="Our offices" --expires=2026-12-31 --when="remoteAddress in @offices.csv"',
      'sh',
    ),
    'Stored lists are below `dataDir`: if several machines share a database, each has its own.',
    'The format is recognized from the content: plain text, STIX 1 and 2, OTX_CSV, ALIEN_VAULT, PROOF_POINT and FIRE_EYE as GuardDuty takes them, CSV, JSON, MISP events, hosts files, filters, and what the Tor project publishes.',
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
