import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import guardduty from '#services/formats/guardduty.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { AUTOMATED_RESPONSE } from '../../../formats/automated-response.ts';
import { NO_INTEL } from '../../../replay/detectors.ts';
import { DETAILS, INTERFACE, launch } from '../../inventory/launch.ts';

const detection = await openDetection({ detectors: await loadDetectors(), intel: NO_INTEL });

/** A scan of ports by an interface; the default format of flow logs names nothing else. */
const FLOWS = [
  FLOW_HEADER,
  ...Array.from({ length: 200 }, (_, port) => flow({ dstport: port + 1, srcport: 49152 + port })),
];
const FILES = {
  trail: JSON.stringify({ Records: [event(), launch(), event({ eventName: 'ListUsers' })] }),
  flows: `${FLOWS.join('\n')}\n`,
};

async function scan(...names: readonly (keyof typeof FILES)[]) {
  using outcome = await scanObjects(
    names.map((key) => ({
      bucket: '',
      key,
      etag: '',
      sizeBytes: 0,
      source: undefined,
      accountId: undefined,
      region: undefined,
    })),
    {
      detection,
      store: { get: async ({ key }) => gzipSync(key === 'trail' ? FILES.trail : FILES.flows) },
      now: new Date('2026-03-03T00:00:00Z'),
      onReport: () => {},
    },
  );
  return [...outcome.findings].filter(({ resource }) => resource.id === INTERFACE);
}

test('a scan names what its records tell of an instance, in whichever order they are read', async () => {
  const unknown = await scan('flows');
  const before = await scan('trail', 'flows');
  const after = await scan('flows', 'trail');
  expect(before.length).toBeGreaterThan(0);
  expect(after).toEqual(before);
  expect(before.map(({ id }) => id)).toEqual(unknown.map(({ id }) => id));
  for (const finding of before) {
    expect(finding.resource.instanceDetails).toEqual(DETAILS);
    expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(finding, undefined)).error).toBeUndefined();
  }
  expect(unknown[0]?.resource.instanceDetails).not.toHaveProperty('instanceId');
});
