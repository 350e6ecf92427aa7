import { loadDetectors } from '../../../detectors.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { findingInContext, SOURCE_ARG } from '../../findings/finding-source.ts';
import { inWords } from '../../findings/in-words.ts';
import { OUTPUT_FORMATS, printFindings } from '../../output-format.ts';

/** How many related findings are shown for each thing that they share with this one. */
const OTHERS_SHOWN = 5;

export default command({
  summary: 'Show one finding: what happened, the records that led to it, related findings, what to do',
  args: {
    id: { type: 'positional', required: true, description: 'The id: 32 hex digits, from findings list' },
    format: { type: 'enum', options: [...OUTPUT_FORMATS], default: 'table', description: 'Text, or a JSON document' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette findings show 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'In words',
    'vedette findings show 5ec1a0d4f0b24a7c9d3e6f7081920a1b --format=guardduty | jq': 'As GuardDuty writes it',
  },
  async run({ args, readConfig, terminal }) {
    const found = await findingInContext(args.id, args.url, await readConfig(), OTHERS_SHOWN);
    if (found === undefined) {
      terminal.complain(`There is no finding ${args.id}.`);
      return EXIT.error;
    }
    const { finding, related } = found;
    const detectors = await loadDetectors();
    if (args.format === 'table')
      for (const line of inWords(
        finding,
        detectors.find(({ type }) => type === finding.type),
        related,
      ))
        terminal.out(line);
    else await printFindings([finding], args.format, detectors, terminal);
    return EXIT.fine;
  },
});
