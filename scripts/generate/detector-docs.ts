import type { AnyDetector } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { severityNumber, SEVERITY_LABELS } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { list, page, shown, table } from './markdown.ts';

/**
 * The pages of the detectors: one each, and an index. Made of what the definitions say, and not of how they are written.
 *
 * @returns content by path from the project's root
 */
export function detectorDocs(detectors: readonly AnyDetector[]): ReadonlyMap<string, string> {
  const pages = detectors.map((detector) => [`docs/detectors/${pathOf(detector.type)}.md`, pageOf(detector)] as const);
  return new Map([['docs/detectors/README.md', indexOf(detectors)], ...pages]);
}

function indexOf(detectors: readonly AnyDetector[]): string {
  const rows = detectors
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map((detector) => [
      `[${detector.type}](${pathOf(detector.type)}.md)`,
      detector.title,
      severityOf(detector),
      sourceNamed(detector.from.source).label,
      needsOf(detector),
    ]);
  return page(
    '# Detectors',
    `${GENERATED} ${detectors.length} finding types; how to add one: [add-a-detector.md](../add-a-detector.md).`,
    table(['finding type', 'says', 'severity', 'reads', 'needs a list of'], rows),
  );
}

function pageOf(detector: AnyDetector): string {
  const { type, title, why, asks, attack, asff, blindTo, falsePositives, respond, references, examples } = detector;
  const techniques = attack.map((id) => `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`);
  const file = `services/detectors/${pathOf(type)}.ts`;
  return page(
    `# ${type}`,
    `${title}. ${why}`,
    `> ${asks}`,
    table(
      ['', ''],
      [
        ['Severity', severityOf(detector)],
        ['Reads', readsOf(detector)],
        ...(detector.needs ? [['Needs a list of', needsOf(detector)]] : []),
        ['Looks at', looksAt(detector)],
        ['Window', spanOf(detector.within ?? days(1))],
        ...(detector.tally ? [['Sums up', Object.keys(detector.tally(tallyBuilder)).join(', ')]] : []),
        ['MITRE ATT&CK', techniques.join(', ')],
        ['ASFF type', `\`${asff}\``],
        ['Defined in', `[\`${file}\`](../../../${file})`],
      ],
    ),
    ...severitiesOf(detector),
    ...settingsOf(detector),
    '## Fires when',
    list(Object.keys(examples.fires)),
    '## Stays quiet when',
    list(Object.keys(examples.quiet)),
    '## Cannot see',
    list(blindTo),
    '## Known false positives',
    list(falsePositives),
    '## What to do',
    respond.map((sentence, i) => `${i + 1}. ${sentence}`).join('\n'),
    '## Read on',
    list(references.map((reference) => `[${reference.title}](${reference.url})`)),
    GENERATED,
  );
}

const GENERATED = 'Generated from the definitions by `npm run generate`.';

/** The severities it may have, the worst first. */
function severityOf({ severity }: AnyDetector): string {
  if (typeof severity === 'string') return severity;
  return SEVERITY_LABELS.filter((label) => severity.when[label] !== undefined)
    .toReversed()
    .join(' or ');
}

function severitiesOf({ severity }: AnyDetector): readonly string[] {
  if (typeof severity === 'string') return [];
  const rows = SEVERITY_LABELS.toReversed().flatMap((label) => {
    const when = severity.when[label];
    return when === undefined ? [] : [[`${label} (${severityNumber(label)})`, when]];
  });
  return ['## Severity', table(['severity', 'when'], rows)];
}

function readsOf({ from }: AnyDetector): string {
  const routes = from.routes.map((route) => `\`${route}\``).join(', ');
  return `${sourceNamed(from.source).label}${routes && `: ${routes}`}`;
}

function needsOf({ needs = [] }: AnyDetector): string {
  return needs.map((category) => `\`${category}\``).join(' or ');
}

/** The fields that conditions are on. */
function looksAt({ where = {}, and }: AnyDetector): string {
  const fields = Object.keys(where).map((field) => `\`${field}\``);
  return [...fields, ...(and || fields.length === 0 ? ['the record as a whole'] : [])].join(', ');
}

function spanOf(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes === 1) return 'a minute';
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  if (ms % days(1) !== 0) return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
  return ms === days(1) ? 'a day' : `${ms / days(1)} days`;
}

function settingsOf({ type, settings = {} }: AnyDetector): readonly string[] {
  const rows = Object.entries(settings).map(([name, setting]) => [
    `\`${name}\``,
    shown(setting.default),
    setting.because,
  ]);
  if (rows.length === 0) return [];
  const values = Object.entries(settings).map(([name, setting]) => `    ${name}: ${shown(setting.default)}`);
  return [
    '## Settings',
    table(['setting', 'default', 'because'], rows),
    'Set in `vedette.yaml`, for all, for an organizational unit or for an account ([how](../../settings.md#detectors)):',
    ['```yaml', 'settings:', `  ${type}:`, ...values, '```'].join('\n'),
  ];
}
