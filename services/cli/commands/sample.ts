import assert from 'node:assert/strict';
import { sourceNamed } from '#services/sources/source-named.ts';
import { openDetection } from '../../detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, QUIET } from '../command.ts';
import { detectorNamed } from '../detector-named.ts';
import { Json } from '../line.ts';
import { OUTPUT_FORMATS, printFindings } from '../output-format.ts';
import { exampleIntel } from '../sample/example-intel.ts';
import { scanObjects } from '../scan/scan-objects.ts';

export default command({
  summary: 'Print an example finding of a type',
  args: {
    type: { type: 'positional', required: true, description: 'A finding type' },
    format: { type: 'enum', options: [...OUTPUT_FORMATS], default: 'guardduty', description: 'A table, or JSON lines' },
    records: { type: 'boolean', description: 'Print the log records that lead to it, as a log file' },
    ...QUIET,
  },
  examples: {
    'vedette sample Recon:EC2/Portscan --format=asff': 'To test a program that receives findings',
    'vedette sample Recon:EC2/Portscan --records > flow.log': 'To test detection: vedette scan flow.log',
  },
  async run({ args, terminal }) {
    const detectors = await loadDetectors();
    const detector = detectorNamed(args.type, detectors);
    const [example] = Object.values(detector.examples.fires).map((make) => make());
    assert(example !== undefined, 'Each detector has an example that fires.');
    const text = sourceNamed(detector.from.source).text(example);
    if (args.records)
      return terminal.outAll(
        text
          .trimEnd()
          .split('\n')
          .map((line) => (line.startsWith('{') ? new Json(JSON.parse(line)) : line)),
      );
    const detection = await openDetection({
      detectors: [detector],
      intel: exampleIntel(example),
      settings: { organization: example.settings ?? {} },
      known: example.known ?? [],
      home: { accountId: '111122223333' },
    });
    const bytes = new TextEncoder().encode(text);
    using outcome = await scanObjects([EXAMPLE_OBJECT], {
      detection,
      store: { get: async () => bytes },
      now: new Date(),
      onReport: () => undefined,
    });
    const sampled = Array.from(outcome.findings, (finding) => ({
      ...finding,
      title: `[SAMPLE] ${finding.title}`,
      service: { ...finding.service, additionalInfo: { ...finding.service.additionalInfo, sample: true } },
    }));
    await printFindings(sampled, args.format, detectors, terminal);
  },
});

const EXAMPLE_OBJECT = {
  bucket: '',
  key: 'example.log',
  etag: '',
  sizeBytes: 0,
  source: undefined,
  accountId: undefined,
  region: undefined,
};
