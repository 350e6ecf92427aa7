import { gzipSync } from 'node:zlib';
import { createEngine } from '#services/engine/engine.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { Decoder } from '#services/model/reading.ts';
import { organizationView } from '#services/organization/view.ts';
import type { ToldExample } from '#services/simulation/told-example.ts';
import { SOURCES } from '#services/sources/index.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { observeInOrder } from '../scan/scan-learning.ts';
import { openDetection } from '../../detection.ts';
import { exampleIntel } from './example-intel.ts';

/** For each detector, the first example that can be written into an organization's logs. */
export async function toldExamples(
  asked: readonly AnyDetector[],
  detectors: readonly AnyDetector[] = asked,
): Promise<readonly ToldExample[]> {
  const { decoder } = await openDetection({ detectors, intel: exampleIntel({ records: [] }) });
  return asked.flatMap((detector) => {
    const example = tellable(detector);
    return example === undefined ? [] : [toldExample(detector, example, detectors, decoder)];
  });
}

/**
 * The first example that depends only on its logs and lists. Others cannot be told: those that depend on locations,
 * because documentation addresses have none (UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B, BearerKeySpread); those
 * that depend on the owner's settings, which are not in the logs (CredentialAccess:IAMUser/CompromisedCredentials); and
 * those that depend on earlier days, because the account has a history of its own.
 */
export function tellable({ examples }: AnyDetector): Example | undefined {
  return Object.values(examples.fires)
    .map((make) => make())
    .find(
      ({ places, settings, known, amazon, addresses, learned }) =>
        (places ?? settings ?? known ?? amazon ?? addresses) === undefined && learned !== 'days-before',
    );
}

/** Runs an example by itself: its findings must also be found when it stands among other logs. */
function toldExample(
  { type, from: { source } }: AnyDetector,
  example: Example,
  all: readonly AnyDetector[],
  decoder: Decoder,
): ToldExample {
  const text = sourceNamed(source).text(example);
  const wanted: readonly string[] = [type, ...(example.also ?? [])];
  const asked = all.filter((each) => wanted.includes(each.type));
  const engine = createEngine({
    detectors: asked,
    sources: SOURCES,
    tallies: tallyBuilder,
    intel: exampleIntel(example),
    organization: organizationView({ read: new Set([HOME.accountId]) }),
  });
  const work = engine.newWork();
  const bytes = gzipSync(text);
  const object = {
    bucket: '',
    key: 'example.log.gz',
    etag: '',
    sizeBytes: bytes.length,
    source,
    accountId: undefined,
    region: undefined,
  };
  decoder.decode(object, bytes, HOME, (batch, read) => engine.step(batch, object, read, work));
  const byName = Map.groupBy(
    example.learned === undefined ? work.observe() : observeInOrder(asked, work),
    ({ type: its, subject }) => `${its} ${subject.resource.id} ${subject.role}`,
  );
  return {
    type,
    source,
    text,
    lists: example.lists ?? {},
    findings: [...byName.values()].flatMap((observations) => {
      const [first] = observations;
      return first === undefined
        ? []
        : [
            {
              type: first.type,
              region: first.region,
              resource: first.subject.resource.id,
              role: first.subject.role,
              firstSeen: Math.min(...observations.map(({ firstSeen }) => firstSeen)),
              lastSeen: Math.max(...observations.map(({ lastSeen }) => lastSeen)),
            },
          ];
    }),
  };
}

/** The account and Region of all examples. */
const HOME = { accountId: '111122223333', region: 'us-east-1' };
