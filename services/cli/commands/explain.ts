import { anomalyIn, type Anomaly } from '#services/model/anomaly.ts';
import type { Finding } from '#services/model/finding.ts';
import { counted } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { findingNamed, SOURCE_ARG } from '../findings/finding-source.ts';
import { Json, Painted, type Line } from '../line.ts';

export default command({
  summary: 'Explain a finding about unusual behaviour: each part of its score, and what would have made it ordinary',
  args: {
    id: { type: 'positional', required: true, description: 'The id: 32 hex digits, from findings list' },
    json: { type: 'boolean', description: 'Print JSON' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette explain 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'The parts of the score in bits, with their counts' },
  async run({ args, readConfig, terminal }) {
    const finding = await findingNamed(args.id, args.url, await readConfig());
    if (finding === undefined) {
      terminal.complain(`There is no finding ${args.id}.`);
      return EXIT.error;
    }
    const anomaly = anomalyIn(finding.service.additionalInfo);
    if (anomaly === undefined) {
      terminal.complain(
        `${finding.type} does not judge learned behaviour: see vedette findings show ${args.id} for the reason.`,
      );
      return EXIT.error;
    }
    if (args.json) terminal.out(new Json(anomaly));
    else for (const line of inWords(finding, anomaly)) terminal.out(line);
    return EXIT.fine;
  },
});

function inWords(
  finding: Finding,
  { bits, threshold, day, identity, parts, activeDays, window, nearest, ordinary, rates }: Anomaly,
): readonly Line[] {
  return [
    new Painted('bold', finding.title),
    `${finding.type}, ${finding.resource.id}`,
    '',
    `On ${day}${identity === undefined ? '' : `, ${identity}`}: ${bits.toFixed(1)} bits, reported from ${threshold.toFixed(1)}. ${activeDays === 0 ? 'Nothing was known about the identity yet' : `Compared with ${counted(activeDays, 'active day')}${window === undefined ? '' : ` from ${window.from} to ${window.until}`}`}; shipped rates of version ${rates}.`,
    'A bit more means twice as likely an attack. The parts add up:',
    '',
    ...parts.map(({ part, words }) => `  ${part.padEnd(8)} ${words}`),
    '',
    ...(nearest === undefined ? [] : [nearest.words]),
    ordinary,
  ];
}
