import { expect, test } from 'vitest';
import portUnusual from '#services/detectors/behavior/ec2-network-port-unusual.ts';
import { anomalyOf } from '#services/detectors/kits/anomalous-day.ts';
import { openStories } from '../../../example-run.ts';

test('what three instances of a subnet begin is one finding, which lists them and judges the most unusual', async () => {
  const make = portUnusual.examples.fires['a reverse shell on three instances of a subnet'];
  if (make === undefined) throw new Error('The story is gone.');
  const { observations, findings } = (await openStories())('vpc-flow', make);
  const its = findings.filter(({ type }) => type === portUnusual.type);
  expect(observations.filter(({ type }) => type === portUnusual.type)).toHaveLength(3);
  expect(its).toHaveLength(1);
  const [finding] = its;
  const instances = ['i-00000000000000001', 'i-00000000000000002', 'i-0123456789abcdef0'];
  expect(finding?.service.evidence.tallies['instances']).toMatchObject({ size: 3, values: instances });
  expect(finding?.resource.id).toBe(finding?.resource.instanceDetails?.networkInterfaces?.[0]?.subnetId);
  expect(instances).toContain(finding?.resource.instanceDetails?.instanceId);
  const anomaly = anomalyOf({ judgement: finding?.service.additionalInfo });
  expect(instances).toContain(anomaly?.identity);
  expect(finding?.description).toContain(`3 instances of ${finding?.resource.id} (${instances.join(', ')})`);
  expect(finding?.description).toContain(`out of the ordinary (${anomaly?.identity}: `);
});
