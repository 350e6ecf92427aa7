import process from 'node:process';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { readConfig } from '../../../config.ts';
import { loadDetectors } from '../../../detectors.ts';
import { command, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { openFindings, SOURCE_ARG } from '../../findings/finding-source.ts';
import { OUTPUT_FORMATS, printFindings } from '../../output-format.ts';
import { counted, number } from '#services/model/numbers.ts';
import { printable, type Terminal } from '../../terminal.ts';

/** Records named by a finding that are shown; every format has them all. */
const ORIGINS_SHOWN = 10;

export default command({
  summary: 'One finding: what happened, the records that led to it, what to do',
  args: {
    id: { type: 'positional', required: true, description: 'The 32 hex digits that findings list shows' },
    format: { type: 'enum', options: [...OUTPUT_FORMATS], default: 'table', description: 'Words, or a JSON document' },
    ...SOURCE_ARG,
    ...QUIET,
  },
  examples: {
    'vedette findings show 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'In words',
    'vedette findings show 5ec1a0d4f0b24a7c9d3e6f7081920a1b --format=guardduty | jq': 'As GuardDuty writes it',
  },
  async run({ args, terminal }) {
    const source = await openFindings(args.url, readConfig(process.env));
    try {
      const finding = await source.find(args.id);
      if (finding === undefined) {
        terminal.complain(`There is no finding ${args.id}.`);
        return EXIT.error;
      }
      const detectors = await loadDetectors();
      if (args.format === 'table')
        for (const line of inWords(
          finding,
          detectors.find(({ type }) => type === finding.type),
          terminal,
        ))
          terminal.out(line);
      else await printFindings([finding], args.format, detectors, terminal);
      return EXIT.fine;
    } finally {
      await source.close();
    }
  },
});

function inWords(finding: Finding, detector: AnyDetector | undefined, { paint }: Terminal): readonly string[] {
  const { service, resource } = finding;
  const { origins, threatIntelligenceDetails } = service.evidence;
  return [
    paint('bold', printable(finding.title)),
    printable(finding.description),
    '',
    `Severity   ${severityLabel(finding.severity)} (${finding.severity})${service.archived ? ', archived' : ''}`,
    `Type       ${finding.type}`,
    `Account    ${finding.accountId}, ${finding.region}`,
    `Resource   ${printable(resource.id)} (${resource.resourceType}, ${service.resourceRole.toLowerCase()})`,
    `Seen       ${counted(service.count, 'time')} from ${service.eventFirstSeen} to ${service.eventLastSeen}`,
    `Updated    ${finding.updatedAt}`,
    ...threatIntelligenceDetails.map(
      ({ threatListName, threatNames }) =>
        `On list    ${printable(threatListName)}: ${printable(threatNames.join(', '))}`,
    ),
    ...section(paint, 'Records that led to it', [
      ...origins
        .slice(0, ORIGINS_SHOWN)
        .map(({ object, position, id, time }) =>
          printable(`${time}  ${object} at ${position}${id === null ? '' : `  ${id}`}`),
        ),
      ...(origins.length > ORIGINS_SHOWN
        ? [`and ${number(origins.length - ORIGINS_SHOWN)} more (--format=finding)`]
        : []),
    ]),
    ...section(
      paint,
      'What was counted',
      Object.entries(service.evidence.tallies).map(([name, value]) =>
        cut(printable(`${name}: ${JSON.stringify(value)}`)),
      ),
    ),
    ...section(
      paint,
      'What to do',
      (detector?.respond ?? []).map((step, index) => `${index + 1}. ${step}`),
    ),
    ...section(paint, 'What looks the same', detector?.falsePositives ?? []),
    ...section(paint, 'What this cannot see', detector?.blindTo ?? []),
  ];
}

function section(paint: Terminal['paint'], title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
}

/** Tallies may keep twenty long names; the JSON formats show them whole. */
function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
