import { setImmediate as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createEngine } from '#services/engine/engine.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { Decoder } from '#services/model/reading.ts';
import { organizationView } from '#services/organization/view.ts';
import { SOURCES } from '#services/sources/index.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { foldObservations } from '#services/workers/turn/fold-observations.ts';
import { openDetection } from '../../detection.ts';
import { exampleIntel } from './example-intel.ts';

/** The findings that every example of every detector leads to: the attacks that a rule is tried with. Takes some seconds, and lets others in between. */
export async function exampleAttacks(detectors: readonly AnyDetector[]): Promise<readonly FindingBody[]> {
  // Whatever an example switches on, its fields are read.
  const settings = { organization: Object.fromEntries(detectors.map(({ type }) => [type, { enabled: true }])) };
  const { decoder } = await openDetection({ detectors, intel: exampleIntel({ records: [] }), settings });
  const attacks: FindingBody[] = [];
  for (const detector of detectors) {
    for (const make of Object.values(detector.examples.fires)) attacks.push(...findingsOf(detector, make(), decoder));
    await pause();
  }
  return attacks;
}

function findingsOf(detector: AnyDetector, example: Example, decoder: Decoder): readonly FindingBody[] {
  const { source } = detector.from;
  const engine = createEngine({
    detectors: [detector],
    sources: SOURCES,
    tallies: tallyBuilder,
    intel: exampleIntel(example),
    settings: { organization: example.settings ?? {} },
    organization: exampleOrganization(example),
  });
  const work = engine.newWork();
  const bytes = gzipSync(sourceNamed(source).text(example));
  const object = { ...OBJECT, source, sizeBytes: bytes.length };
  decoder.decode(object, bytes, HOME, (batch, read) => engine.step(batch, object, read, work));
  return foldObservations(engine, work.observe(), new Map(), new Map(), new Date(0)).map(({ finding }) => finding);
}

/** As if every account were a member, but for those of other people, which begin with 9999. */
function exampleOrganization({ known = [], addresses = {} }: Example): OrganizationView {
  const owners = { version: 'example', owners: new Map(Object.entries(addresses)) };
  const view = organizationView({ read: new Set(), known, addresses: owners });
  return { ...view, member: isOurs, foreign: (accountId, time) => !isOurs(accountId) && view.foreign(accountId, time) };
}

function isOurs(accountId: string): boolean {
  return !accountId.startsWith('9999');
}

const OBJECT = { bucket: '', key: 'example.log.gz', etag: '', accountId: undefined, region: undefined };

/** Whose examples are. */
const HOME = { accountId: '111122223333', region: 'us-east-1' };
