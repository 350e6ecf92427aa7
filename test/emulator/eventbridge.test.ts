import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Aws } from '#services/aws/aws.ts';
import guardduty from '#services/formats/guardduty.ts';
import type { Sink } from '#services/model/delivery.ts';
import { openSinks } from '#services/sinks.ts';
import eventbridge from '#services/sinks/eventbridge.ts';
import { BUCKET_MADE_PUBLIC, COMMAND_AND_CONTROL_NAME, SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { hands } from '../world/organization.ts';

const moto = inject('motoUrl');
const ACCOUNT = '777788889999';
const { region } = SSH_BRUTE_FORCE;

/** Patterns of rules for GuardDuty, as its user guide writes them, with our source beside AWS's own or without any. */
const SOURCES = { source: ['aws.guardduty', 'vedette.guardduty'], 'detail-type': ['GuardDuty Finding'] };
const PATTERNS: Readonly<Record<string, object>> = {
  'every finding': SOURCES,
  'by severity': { ...SOURCES, detail: { severity: [{ numeric: ['>=', 7] }] } },
  'by severities in a list': { ...SOURCES, detail: { severity: [8, 8.0, 8.1, 8.2] } },
  'by type': { ...SOURCES, detail: { type: [{ prefix: 'UnauthorizedAccess:EC2/' }] } },
  'by account and resource': {
    'detail-type': ['GuardDuty Finding'],
    detail: { accountId: ['111122223333'], resource: { resourceType: ['Instance'] } },
  },
  'by action': { ...SOURCES, detail: { service: { action: { actionType: ['DNS_REQUEST'] } } } },
  'by instance': { ...SOURCES, detail: { resource: { instanceDetails: { instanceId: [{ exists: true }] } } } },
  'as it was, for AWS alone': { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] },
};

describe.skipIf(moto === undefined)('rules that were written for GuardDuty', () => {
  const emulator = new AwsEmulator(moto);
  const aws: Aws = {
    settings: { region, partition: 'aws', memberRole: { name: 'Member', externalId: undefined, sessionName: 'v' } },
    client: async (_, where = region) => ({
      ...hands(emulator, ACCOUNT, where),
      retryMode: 'standard',
      customUserAgent: 'test',
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  let sink: Sink;
  const queues = new Map<string, string>();

  const sqs = (parameters: Readonly<Record<string, string>>) => emulator.query(ACCOUNT, 'sqs', region, parameters);

  beforeAll(async () => {
    await emulator.start();
    const client = new EventBridgeClient(await aws.client(ACCOUNT));
    for (const [index, [name, pattern]] of Object.entries(PATTERNS).entries()) {
      const queue = `findings-${index}`;
      const [, url = ''] = /<QueueUrl>([^<]+)</.exec(await sqs({ Action: 'CreateQueue', QueueName: queue })) ?? [];
      queues.set(name, url);
      await client.send(new PutRuleCommand({ Name: queue, EventPattern: JSON.stringify(pattern) }));
      const target = { Id: '1', Arn: `arn:aws:sqs:${region}:${ACCOUNT}:${queue}` };
      await client.send(new PutTargetsCommand({ Rule: queue, Targets: [target] }));
    }
    const settings = { eventbridge: { bus: 'default' } };
    const [opened] = await openSinks(
      [eventbridge],
      settings,
      { aws },
      async () => (finding) => guardduty.render(finding, undefined),
    );
    if (opened === undefined) throw new Error('It is in use where a bus is set.');
    sink = opened;
    const batch = [SSH_BRUTE_FORCE, BUCKET_MADE_PUBLIC, COMMAND_AND_CONTROL_NAME];
    const open = batch.map((each) => ({ ...each, service: { ...each.service, archived: false } }));
    const documents = open.map((each) => ({
      ...each,
      findingId: each.id,
      version: each.updatedAt,
      body: sink.render(each),
    }));
    await sink.deliver(documents);
  });
  afterAll(() => emulator.stop());

  /** Everything that the rule of a pattern put into its queue. */
  async function heard(name: string): Promise<readonly Heard[]> {
    const answer = await sqs({ Action: 'ReceiveMessage', QueueUrl: queues.get(name) ?? '', MaxNumberOfMessages: '10' });
    return [...answer.matchAll(/<Body>([^<]*)</g)].map(([, text = '']) => JSON.parse(unescaped(text)));
  }

  test.each<[string, readonly string[]]>([
    ['every finding', [SSH_BRUTE_FORCE.id, BUCKET_MADE_PUBLIC.id, COMMAND_AND_CONTROL_NAME.id]],
    ['by severity', [BUCKET_MADE_PUBLIC.id, COMMAND_AND_CONTROL_NAME.id]],
    ['by severities in a list', [BUCKET_MADE_PUBLIC.id, COMMAND_AND_CONTROL_NAME.id]],
    ['by type', [SSH_BRUTE_FORCE.id]],
    ['by account and resource', [SSH_BRUTE_FORCE.id, COMMAND_AND_CONTROL_NAME.id]],
    ['by action', [COMMAND_AND_CONTROL_NAME.id]],
    ['by instance', [SSH_BRUTE_FORCE.id]],
    ['as it was, for AWS alone', []],
  ])('%s', async (name, ids) => {
    expect((await heard(name)).map(({ detail }) => detail.id).toSorted()).toEqual(ids.toSorted());
  });

  test('what a target gets is GuardDuty’s envelope', async () => {
    const sent = await sink.deliver([
      { ...SSH_BRUTE_FORCE, findingId: '1', version: SSH_BRUTE_FORCE.updatedAt, body: sink.render(SSH_BRUTE_FORCE) },
    ]);
    expect(sent).toMatchObject([{ outcome: 'delivered' }]);
    expect((await heard('by type')).at(-1)).toMatchObject({
      version: '0',
      id: expect.any(String),
      'detail-type': 'GuardDuty Finding',
      source: 'vedette.guardduty',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region,
      resources: [],
      detail: JSON.parse(JSON.stringify(guardduty.render(SSH_BRUTE_FORCE, undefined))),
    });
  });
});

interface Heard {
  readonly detail: { readonly id: string };
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    quot: '"',
    amp: '&',
    lt: '<',
    gt: '>',
    '#34': '"',
    '#39': "'",
  };
  return text.replace(/&([a-z]+|#\d+);/g, (whole, name: string) => characters[name] ?? whole);
}
