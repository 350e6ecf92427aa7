import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { flow, FLOW_HEADER, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { foldObservations } from '#services/workers/turn/fold-observations.ts';
import { decode } from '../decoding.ts';

const DATAGRAM = { protocol: 17, packets: 1, bytes: 60 };
/** A client whose port happens to be known as a service's, and the answer it gets. */
const asked: FlowExample = {
  srcaddr: '203.0.113.66',
  dstaddr: '10.0.0.10',
  srcport: 8080,
  dstport: 45000,
  ...DATAGRAM,
};
const answered: FlowExample = { dstaddr: '203.0.113.66', srcport: 45000, dstport: 8080, ...DATAGRAM };
/** As many records as fill a part. */
const filler = Array.from({ length: 65_536 }, (_, i) => flow({ srcport: 1024 + (i % 60_000), dstport: 443 }));

const intel = exampleIntel({ records: [], lists: { 'command-and-control': ['203.0.113.66'] } });
const { decoder, engine, home } = await openDetection({ detectors: await loadDetectors(), intel });

function found(records: readonly string[]): readonly string[] {
  const work = engine.newWork();
  const object = {
    bucket: '',
    key: 'a',
    etag: '',
    sizeBytes: 0,
    source: undefined,
    accountId: undefined,
    region: undefined,
  };
  decoder.decode(object, Buffer.from([FLOW_HEADER, ...records, ''].join('\n')), home, (batch, source) =>
    engine.step(batch, object, source, work),
  );
  const changes = foldObservations(engine, work.observe(), new Map(), new Map(), new Date(0));
  return changes.map(({ finding }) => `${finding.severity} ${finding.type}`);
}

test('who may be answering in another part of the object is not accused with certainty', () => {
  expect(found([flow(answered)])).toEqual(['8 Backdoor:EC2/C&CActivity.B']);
  expect(found([flow(asked), flow(answered)])).toEqual([]);
  expect(found([flow(answered), ...filler, flow(asked)])).toEqual(['5 Backdoor:EC2/C&CActivity.B']);
});

function whole(records: readonly string[]): ReadonlySet<unknown> {
  return new Set(decode([FLOW_HEADER, ...records, ''].join('\n')).records.map(({ isWhole }) => isWhole));
}

test('a record knows whether all of its object is looked at with it', () => {
  expect(whole([flow()])).toEqual(new Set([true]));
  expect(whole([...filler, flow()])).toEqual(new Set([false]));
  // Another part begins below another header.
  expect(whole([flow(), FLOW_V5_HEADER, flowV5()])).toEqual(new Set([false]));
});
