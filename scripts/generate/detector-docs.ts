import { readFileSync } from 'node:fs';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';

/**
 * The pages of the detectors: one each, and an index.
 *
 * @param sourceOf a detector's file as text: the reasons of its settings are comments there
 * @returns content by path from the project's root
 */
export function detectorDocs(
  detectors: readonly AnyDetector[],
  sourceOf: (path: string) => string = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'),
): ReadonlyMap<string, string> {
  const pages = detectors.map((detector) => {
    const path = pathOf(detector.type);
    const text = sourceOf(`services/detectors/${path}.ts`);
    return [`docs/detectors/${path}.md`, pageOf(detector, text)] as const;
  });
  return new Map([['docs/detectors/README.md', indexOf(detectors)], ...pages]);
}

function indexOf(detectors: readonly AnyDetector[]): string {
  const rows = detectors
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map(({ type, title, severity, from }) => [
      `[${type}](${pathOf(type)}.md)`,
      title,
      typeof severity === 'string' ? severity : 'varies',
      SOURCES[from.source],
    ]);
  return page(
    '# Detectors',
    `${GENERATED} ${detectors.length} finding types; how to add one: [add-a-detector.md](../add-a-detector.md).`,
    table(['finding type', 'says', 'severity', 'reads'], rows),
  );
}

function pageOf(detector: AnyDetector, text: string): string {
  const { type, title, attack, asff, blindTo, respond, examples } = detector;
  const techniques = attack.map((id) => `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`);
  const file = `services/detectors/${pathOf(type)}.ts`;
  return page(
    `# ${type}`,
    `${title}.`,
    reasonOf(text),
    table(
      ['', ''],
      [
        ['Severity', severityOf(detector, text)],
        ['Reads', readsOf(detector, text)],
        ['Window', detector.within === undefined ? 'a day' : spanOf(detector.within)],
        ['MITRE ATT&CK', techniques.join(', ')],
        ['ASFF type', `\`${asff}\``],
        ['Defined in', `[\`${file}\`](../../../${file})`],
      ],
    ),
    '## Question',
    `\`\`\`ts\n${questionOf(text)}\n\`\`\``,
    ...settingsOf(detector, text),
    '## Fires when',
    list(Object.keys(examples.fires)),
    '## Stays quiet when',
    list(Object.keys(examples.quiet)),
    '## Cannot see',
    list(blindTo),
    '## What to do',
    respond.map((sentence, i) => `${i + 1}. ${sentence}`).join('\n'),
    GENERATED,
  );
}

const GENERATED = 'Generated from the definitions by `npm run generate`.';

const SOURCES = { cloudtrail: 'CloudTrail', 'vpc-flow': 'VPC flow logs', 'dns-query': 'Resolver query logs' } as const;

/** The comment above the definition: why anybody asks. */
function reasonOf(text: string): string {
  const comment = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export default/.exec(text)?.[1] ?? '';
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function severityOf({ severity }: AnyDetector, text: string): string {
  if (typeof severity === 'string') return severity;
  const clause = clauseOf(text, 'severity');
  const labels = SEVERITY_LABELS.filter((label) => clause.includes(`'${label}'`));
  return `${labels.join(' or ')}, by what was seen`;
}

function readsOf({ from }: AnyDetector, text: string): string {
  const routes = from.routes.map((route) => `\`${route}\``).join(', ');
  const categories = LIST_CATEGORIES.filter((category) => text.includes(`'${category}')`));
  const lists = categories.map((category) => `; needs a list of the category \`${category}\``).join('');
  return `${SOURCES[from.source]}${routes && `: ${routes}`}${lists}`;
}

function spanOf(ms: number): string {
  const minutes = ms / 60_000;
  if (ms % days(1) === 0) return `${ms / days(1)} days`;
  return minutes === 1 ? 'a minute' : minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/** The clauses of the question, as they are written. */
function questionOf(text: string): string {
  const from = text.indexOf('\n  from:');
  const ends = ['\n  severity: (', '\n  explain:'].map((end) => text.indexOf(end, from)).filter((at) => at > 0);
  return text
    .slice(from + 1, Math.min(...ends))
    .replace(/^ {2}/gm, '')
    .trim();
}

function settingsOf({ settings = {} }: AnyDetector, text: string): readonly string[] {
  const rows = Object.entries(settings).map(([name, value]) => [`\`${name}\``, shown(value), commentAbove(text, name)]);
  return rows.length === 0 ? [] : ['## Settings', table(['setting', 'default', 'because'], rows)];
}

function shown(value: SettingValue): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** The line comments right above a setting. */
function commentAbove(text: string, name: string): string {
  const lines = clauseOf(text, 'settings').split('\n');
  const at = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
  const comments: string[] = [];
  for (let i = at - 1; i >= 0 && lines[i]?.trimStart().startsWith('//'); i--) comments.unshift(lines[i] ?? '');
  return comments.map((line) => line.replace(/^\s*\/\/ ?/, '')).join(' ');
}

/** A member of the definition: from its name to the next member, which is indented alike. */
function clauseOf(text: string, name: string): string {
  return new RegExp(`^ {2}${name}:[^]*?(?=^ {2}[a-z]\\w*:)`, 'm').exec(text)?.[0] ?? '';
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function page(...blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
