import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import type { Decoder } from '#services/model/reading.ts';
import { event, rootUser } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { auditEvent } from '#services/sources/eks-audit/example.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { flow } from '#services/sources/vpc-flow/example.ts';

const intel = exampleIntel({ records: [], lists: { custom: ['203.0.113.9'], mining: ['pool.example'] } });
const parts = { detectors: await loadDetectors(), intel };
const detection = await openDetection(parts);
const { decoder: other } = await openDetection(parts);

/** Two records of each kind, of which one leads to a finding. */
const RECORDS = {
  cloudtrail: (requestID: string) => [
    event({ eventName: 'DeleteTrail', eventSource: 'cloudtrail.amazonaws.com', requestID }),
    event({ recipientAccountId: '444455556666', requestID }),
  ],
  'vpc-flow': () => [flow({ dstaddr: '203.0.113.9' }), flow({ account_id: '444455556666', dstaddr: '198.51.100.9' })],
  'eks-audit': () => [auditEvent({ sourceIPs: ['203.0.113.9'] }), auditEvent({ verb: 'get' })],
  'dns-query': () => [query({ query_name: 'pool.example.' }), query({ query_name: 'www.example.' })],
};

test.each(Object.entries(RECORDS))('%s: one engine reads from two decoders in turns', (source, recordsOf) => {
  const found = (decoders: readonly Decoder[]) => {
    const work = detection.engine.newWork();
    decoders.forEach((decoder, i) => {
      const object = {
        bucket: '',
        key: `${i}`,
        etag: '',
        sizeBytes: 0,
        source,
        accountId: undefined,
        region: undefined,
      };
      const records: readonly (object | string)[] = recordsOf(`${i}`);
      // Every other file has its values in reverse order, so that code 1 of one file is code 2 of the next.
      const text = sourceNamed(source).text({ records: i % 2 === 0 ? records : records.toReversed() });
      decoder.decode(object, Buffer.from(text), detection.home, (batch) =>
        detection.engine.step(batch, object, source, work),
      );
    });
    return work.observe();
  };
  const { decoder } = detection;
  const inOne = found([decoder, decoder, decoder, decoder]);
  expect(inOne.length).toBeGreaterThan(0);
  expect(found([decoder, other, decoder, other])).toEqual(inOne);
});

test('whoever acts in many Regions is one finding, in the home Region of each partition', async () => {
  const regions = ['us-east-1', 'eu-west-1', 'ap-south-1', 'eu-west-1', 'us-gov-east-1'];
  const records = regions.map((awsRegion, i) => event({ awsRegion, userIdentity: rootUser(), requestID: `${i}` }));
  const found = (home: Detection) => {
    const work = home.engine.newWork();
    const object = { bucket: '', key: 'a', etag: '', sizeBytes: 0, accountId: undefined, region: undefined };
    const bytes = Buffer.from(sourceNamed('cloudtrail').text({ records }));
    home.decoder.decode({ ...object, source: 'cloudtrail' }, bytes, home.home, (batch) =>
      home.engine.step(batch, object, 'cloudtrail', work),
    );
    return work.observe().map((observation) => {
      const fold = home.engine.fold(observation, undefined);
      fold.add(observation, undefined);
      const { region, service } = fold.state('2026-02-01T00:00:00.000Z').finding;
      return [region, service.count, service.additionalInfo['regions']];
    });
  };
  const distinct = ['ap-south-1', 'eu-west-1', 'us-east-1'];
  expect(found(detection)).toEqual([
    ['us-east-1', 4, distinct],
    ['us-gov-west-1', 1, ['us-gov-east-1']],
  ]);
  expect(found(await openDetection({ ...parts, homeRegion: 'eu-central-1' }))).toEqual([
    ['eu-central-1', 4, distinct],
    ['us-gov-west-1', 1, ['us-gov-east-1']],
  ]);
});
