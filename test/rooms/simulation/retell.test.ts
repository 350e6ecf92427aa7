import { describe, expect, test } from 'vitest';
import { createOrganization } from '#services/simulation/organization.ts';
import { retell } from '#services/simulation/retell.ts';

const [, account] = createOrganization(2, 'seed').accounts;
const DAY = Date.UTC(2026, 2, 4);
const SEEN = Date.UTC(2026, 2, 2, 10);
const finding = {
  type: 'A',
  region: 'us-east-1',
  resource: 'i-0123456789abcdef0',
  role: 'ACTOR',
  lastSeen: SEEN,
} as const;
const example = {
  type: 'A',
  name: 'A',
  begins: SEEN,
  source: 'vpc-flow',
  text: [
    'version account-id start bytes end instance-id srcaddr',
    '2 111122223333 1772445600 1772445600 1772445660 i-0123456789abcdef0 203.0.113.66',
    '',
  ].join('\n'),
  lists: { malicious: ['203.0.113.66', '2001:db8:66::/48'], mining: ['listed.example'] },
  findings: [{ ...finding, firstSeen: SEEN }],
};

function told(name: string, given: Partial<typeof example> = {}) {
  if (account === undefined) throw new Error('there are two accounts');
  return retell({ ...example, ...given }, { account, day: DAY, name, number: 7 }).example;
}

describe('told again', () => {
  test('flow records begin and end on the day, and what only looks like a time stays', () => {
    const [, line = ''] = told('a').text.split('\n');
    expect(line).toMatch(/^2 444455556666 1772618400 1772445600 1772618460 i-[0-9a-f]{17} 198\.18\.7\.66$/);
  });

  test('the finding names what the records name, where the account is', () => {
    const { text, findings } = told('a');
    const resource = /i-[0-9a-f]{17}/.exec(text)?.[0];
    const at = Date.UTC(2026, 2, 4, 10);
    expect(resource).not.toBe('i-0123456789abcdef0');
    expect(findings).toEqual([{ ...finding, resource, region: 'eu-west-1', firstSeen: at, lastSeen: at }]);
  });

  test('each story has ids and list entries of its own', () => {
    expect(told('a').text).not.toBe(told('b').text);
    expect(told('a').text).toBe(told('a').text);
    expect(told('a').lists).toEqual({
      malicious: ['198.18.7.66', '2001:db8:1007::/48'],
      mining: ['story-7-listed.example'],
    });
  });

  test('events have the day at the same hours, and an id and a key of their own', () => {
    const event = {
      eventID: 'ade2fcb3-379c-6e81-5f4b-68a706f0d209',
      eventTime: '2026-03-02T10:00:05Z',
      awsRegion: 'us-east-1',
      userIdentity: { accessKeyId: 'ASIAEXAMPLEKEY000001', creationDate: '2026-03-01T23:00:00Z' },
      resource: 'arn:aws:iam::999988887777:role/stranger',
    };
    const { text } = told('a', { source: 'cloudtrail', text: JSON.stringify(event) });
    const again: typeof event = JSON.parse(text);
    expect(again).toMatchObject({
      eventTime: '2026-03-04T10:00:05Z',
      awsRegion: 'us-east-1',
      userIdentity: { creationDate: '2026-03-03T23:00:00Z' },
      resource: event.resource,
    });
    expect(again.eventID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(again.eventID).not.toBe(event.eventID);
    expect(again.userIdentity.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });
});
