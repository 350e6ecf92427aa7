import type { AnyDetector } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { severityNumber, SEVERITY_LABELS } from '#services/model/severity.ts';
import { days } from '#services/model/time.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { GENERATED, needsOf, severityOf, sourceOf, techniquesOf } from './detector-words.ts';
import { detectorIndex } from './detector-index.ts';
import { list, page, shown, table } from './markdown.ts';
import type { Said } from './said.ts';

/**
 * The pages of the detectors: one each, and an index. They depend on the definitions, not on the form of the source
 * code.
 *
 * @param said the findings of their examples, in words
 * @returns content by path from the project's root
 */
export function detectorDocs(detectors: readonly AnyDetector[], said: Said = new Map()): ReadonlyMap<string, string> {
  const pages = detectors.map(
    (detector) => [`docs/detectors/${pathOf(detector.type)}.md`, pageOf(detector, said.get(detector.type))] as const,
  );
  return new Map([['docs/detectors/README.md', detectorIndex(detectors)], ...pages]);
}

function pageOf(detector: AnyDetector, said?: ReadonlyMap<string, readonly string[]>): string {
  const { type, title, why, asks, asff, blindTo, falsePositives, respond, references, examples } = detector;
  const file = `services/detectors/${pathOf(type)}.ts`;
  return page(
    `# ${type}`,
    `${title}. ${why}`,
    `> ${asks}`,
    table(
      ['', ''],
      [
        ["GuardDuty's", detector.own ? 'no, [our own](../../own-types.md)' : 'yes'],
        ['Severity', severityOf(detector)],
        ['Reads', readsOf(detector)],
        ...(detector.needs ? [['Needs a list of', needsOf(detector)]] : []),
        ['Fields', looksAt(detector)],
        ['Window', windowOf(detector)],
        ...(detector.tally ? [['Evidence', Object.keys(detector.tally(tallyBuilder)).join(', ')]] : []),
        ['MITRE ATT&CK', techniquesOf(detector)],
        ['ASFF type', `\`${asff}\``],
        ['Defined in', `[\`${file}\`](../../../${file})`],
      ],
    ),
    ...severityTable(detector),
    ...settingsOf(detector),
    '## Fires when',
    list(Object.keys(examples.fires).map((name) => firing(name, said?.get(name)))),
    '## Stays quiet when',
    list(Object.keys(examples.quiet)),
    '## Blind spots',
    list(blindTo),
    '## Known false positives',
    list(falsePositives),
    '## What to do',
    respond.map((sentence, i) => `${i + 1}. ${sentence}`).join('\n'),
    '## Try it',
    tryIt(type),
    '## References',
    list(references.map((reference) => `[${reference.title}](${reference.url})`)),
    GENERATED,
  );
}

/** The name of an example, and below it its findings. */
export function firing(name: string, said: readonly string[] = []): string {
  return [name, ...said.map((line) => `  - ${line}`)].join('\n');
}

function severityTable({ severity }: AnyDetector): readonly string[] {
  if (typeof severity === 'string') return [];
  const rows = SEVERITY_LABELS.toReversed().flatMap((label) => {
    const when = severity.when[label];
    return when === undefined ? [] : [[`${label} (${severityNumber(label)})`, when]];
  });
  return ['## Severity', table(['severity', 'when'], rows)];
}

function readsOf(detector: AnyDetector): string {
  const routes = detector.from.routes.map((route) => `\`${route}\``).join(', ');
  return `${sourceOf(detector)}${routes && `: ${routes}`}`;
}

/** The fields that the detector's conditions use. */
function looksAt({ where = {}, and }: AnyDetector): string {
  const fields = Object.keys(where).map((field) => `\`${field}\``);
  return [...fields, ...(and || fields.length === 0 ? ['the record as a whole'] : [])].join(', ');
}

function windowOf({ within = days(1), overlapping }: AnyDetector): string {
  return `${spanOf(within)}${overlapping ? `, the next one begins after ${spanOf(within / 2)}` : ''}`;
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
    table(['setting', 'default', 'reason'], rows),
    'Set in `vedette.yaml` for the organization, an organizational unit or an account ([how](../../settings.md#detectors)):',
    ['```yaml', 'settings:', `  ${type}:`, ...values, '```'].join('\n'),
  ];
}

/** Quoted, because shells would split some names. */
function tryIt(type: string): string {
  const commands = [
    `vedette sample '${type}'             # an example finding`,
    `vedette sample '${type}' --records   # the log records that lead to it`,
    `vedette try '${type}'                # runs the whole service on a simulated account in which it happens`,
  ];
  return ['```sh', ...commands, '```'].join('\n');
}
