import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_OVERRIDES } from '#services/engine/settings.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { loadDetectors } from '../../detectors.ts';
import { ATTACKS } from '#services/simulation/episodes.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { playSimulation } from '../demo/play-simulation.ts';
import { detectorNamed } from '../detector-named.ts';
import { EXIT } from '../exit-code.ts';
import { inWords } from '../findings/in-words.ts';
import { openExamples } from '../sample/examples.ts';
import { toldExamples } from '../sample/told-examples.ts';
import type { Terminal } from '../terminal.ts';

export default command({
  summary: 'See one finding type detected: simulate its attack in a made-up account and run the whole service on it',
  args: {
    type: { type: 'positional', required: true, description: 'A finding type' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette try Recon:EC2/Portscan': 'The finding, as findings show prints it',
    'vedette try Recon:EC2/Portscan --quiet > /dev/null': 'Exits with 1 if it is not found',
  },
  async run({ args, readConfig, terminal }) {
    const detectors = await loadDetectors();
    const detector = detectorNamed(args.type, detectors);
    const { type } = detector;
    const examples = await toldExamples([detector], detectors);
    if (examples.length === 0 && !ATTACKS.has(type)) {
      await tryAlone(detector, terminal);
      return EXIT.fine;
    }
    const began = performance.now();
    const folder = await mkdtemp(join(tmpdir(), 'vedette-try-'));
    try {
      const config = { ...(await readConfig()), lists: [], settings: NO_OVERRIDES, host: '127.0.0.1', port: 0 };
      const plan = { ...PLAN, examples, only: type };
      await using played = await playSimulation(plan, folder, {
        config,
        readConfig: async () => config,
        detectors,
        terminal,
      });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      const resources = new Set(played.organization.expected.map(({ resource }) => resource));
      const finding = played.findings.find((found) => found.type === type && resources.has(found.resource.id));
      if (finding === undefined) {
        terminal.complain(`${type} was not found, in ${seconds} s.`);
        return EXIT.error;
      }
      for (const line of inWords(finding, detector)) terminal.out(line);
      terminal.talk(`Found in ${seconds} s, among the ordinary events of a day.`);
      return EXIT.fine;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/**
 * Runs one of the detector's examples through the engine alone. For types that the logs of a single day cannot lead to,
 * because they need earlier days, the owner's settings, or locations of addresses.
 */
async function tryAlone(detector: AnyDetector, terminal: Terminal): Promise<void> {
  const [story = ''] = Object.keys(detector.examples.fires);
  const trial = await openExamples([detector]).trial(detector, story, {});
  assert(typeof trial !== 'string', 'Each detector has an example that fires.');
  const [found] = trial.found;
  assert(found !== undefined, 'Each detector is found in its examples.');
  const rows = { Title: found.title, Type: detector.type, Severity: found.severity, Resource: found.resourceId };
  for (const [name, value] of Object.entries(rows)) terminal.out(`${name.padEnd(10)} ${value}`);
  terminal.out('');
  terminal.out(found.description);
  terminal.talk(
    `Found in its example "${story}", run through the engine alone: it needs more than the logs of one ordinary day (earlier days, an owner's settings, or the location of addresses).`,
  );
}

/** One account for one day is enough for a single attack. */
const PLAN = { accounts: 1, days: 1, seed: 'vedette' };
