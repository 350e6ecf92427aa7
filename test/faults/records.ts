import { gzipSync } from 'node:zlib';
import { minutes } from '#services/model/time.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { seeded } from '../replay/objects.ts';
import { launch } from '../rooms/inventory/launch.ts';

export interface RecordsOf {
  readonly accountId: string;
  /** When the object was written, ms since the epoch. */
  readonly time: number;
  /** Names differ between eras, so data of one era that the service forgot is not missed in another. */
  readonly era: number;
  readonly seed: number;
}

/** The bytes of an object with little activity: most findings need two or three objects. */
export function recordsOf(source: 'cloudtrail' | 'vpc-flow', of: RecordsOf): Uint8Array {
  return gzipSync(source === 'cloudtrail' ? events(of) : flows(of), { level: 1 });
}

function events({ accountId, time, era, seed }: RecordsOf): string {
  const random = seeded(seed);
  const at = () => iso(time - random() * minutes(20));
  const machine = `${era}${Math.floor(random() * 2)}`;
  const records = Array.from({ length: 6 }, () => {
    const user = Number(random() < 0.2);
    return event({
      userIdentity: { ...iamUser(`user-${user}`, accountId), accessKeyId: `AKIA${accountId}${era}${user}` },
      eventTime: at(),
      recipientAccountId: accountId,
      ...(random() < 0.1
        ? { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }
        : { errorCode: 'AccessDenied', eventName: `Describe${Math.floor(random() * 20)}` }),
    });
  });
  const launched = launch(
    {
      instanceId: `i-${machine.padStart(17, '0')}`,
      instanceType: `t3.${Math.floor(random() * 9)}`,
      launchTime: time,
      networkInterfaceSet: { items: [{ networkInterfaceId: interfaceOf(machine) }] },
    },
    { eventTime: iso(time), recipientAccountId: accountId },
  );
  return JSON.stringify({ Records: random() < 0.4 ? [...records, launched] : records });
}

function flows({ accountId, time, era, seed }: RecordsOf): string {
  const random = seeded(seed);
  const lines = Array.from({ length: 9 }, () =>
    flow({
      account_id: accountId,
      interface_id: interfaceOf(`${era}${Number(random() < 0.2)}`),
      srcaddr: '10.0.0.10',
      dstaddr: `203.0.113.${random() < 0.8 ? 1 : 2}`,
      dstport: 1 + Math.floor(random() * 2000),
      start: Math.floor((time - random() * minutes(10)) / 1000),
    }),
  );
  return [FLOW_HEADER, ...lines, ''].join('\n');
}

function interfaceOf(machine: string): string {
  return `eni-${machine.padStart(17, '0')}`;
}

function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '');
}
