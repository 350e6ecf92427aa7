import { createServer } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mistakesOf } from '#services/config/mistakes.ts';
import type { Document, Receipt, Sink } from '#services/model/delivery.ts';
import { hours, minutes, seconds } from '#services/model/time.ts';
import { openSinks, sinkSchema, type SinkSettings } from '#services/sinks.ts';
import type { Doors } from '#services/sinks/kits/define-sink.ts';
import { mayBeSentTo } from '#services/sinks/kits/guarded-lookup.ts';
import webhook from '#services/sinks/webhook.ts';
import { renderersOf } from '#services/formats.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { ocsfProblems } from '../../formats/ocsf-schema.ts';
import { WebhookReceiver } from '../../world/webhook-receiver.ts';

const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
const NEW = secretOf('the new one');
const OLD = secretOf('the old one');

/** The time of day, and the time that passes. */
const CLOCKS: ('Date' | 'performance')[] = ['Date', 'performance'];

let receiver: WebhookReceiver;
let url: string;
beforeEach(async () => {
  receiver = new WebhookReceiver(NEW);
  url = await receiver.start();
});
afterEach(async () => {
  vi.useRealTimers();
  await receiver.stop();
});

async function open(settings: SinkSettings[string] = {}, doors: Partial<Doors> = {}): Promise<Sink> {
  const one = { url, secrets: [NEW], private: true, ...settings };
  const [opened] = await openSinks([webhook], { webhook: { one } }, { aws: undefined, ...doors }, renderersOf([]));
  if (opened === undefined) throw new Error('It is in use where it is set.');
  return opened;
}

const documents = (sink: Sink, count: number): readonly Document[] =>
  Array.from({ length: count }, (_, n) => {
    const finding = { ...SSH_BRUTE_FORCE, id: n.toString(16).padStart(32, '0') };
    return { ...finding, findingId: finding.id, version: finding.updatedAt, body: sink.render(finding) };
  });
const outcomes = (receipts: readonly Receipt[]) => receipts.map(({ outcome }) => outcome);
const only = (receipts: readonly Receipt[]) => receipts.map(({ outcome, error }) => [outcome, error]);

const port = () => new URL(url).port;

/** Resolves names to these answers one after the other, and to the last one from then on. */
function naming(...answers: readonly (readonly string[])[]): LookupFunction {
  const left = [...answers];
  return (_name, _options, answer) => {
    const found = (left.length > 1 ? left.shift() : left[0]) ?? [];
    answer(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

test('the reference library believes what is sent, and finds a finding in it', async () => {
  const sink = await open();
  expect(outcomes(await sink.deliver(documents(sink, 2)))).toEqual(['delivered', 'delivered']);
  expect(receiver.messages).toMatchObject([
    { type: 'finding.changed', timestamp: SSH_BRUTE_FORCE.updatedAt, data: { id: '0'.repeat(32) } },
    { data: { type: SSH_BRUTE_FORCE.type } },
  ]);
  expect(receiver.ids[0]).toBe(`${'0'.repeat(32)}-${Date.parse(SSH_BRUTE_FORCE.updatedAt)}`);
  expect(receiver.connections).toBe(1);
});

test('what comes again has the same id, and another version another', async () => {
  const sink = await open();
  const [document] = documents(sink, 1);
  if (document === undefined) throw new Error('There is one.');
  await sink.deliver([document]);
  await sink.deliver([document]);
  await sink.deliver([{ ...document, version: '2026-11-23T00:00:00.000Z' }]);
  expect(receiver.ids).toHaveLength(3);
  expect(receiver.messages).toHaveLength(2);
});

test('several webhooks are sinks of their own, each with its name, format and terms', async () => {
  const webhooks = {
    pager: { url, secrets: [NEW], private: true, only: { severityMin: 7 } },
    lake: { url, secrets: [NEW], private: true, format: 'ocsf' },
    off: { url, secrets: [NEW], enabled: false },
  };
  const opened = await openSinks([webhook], { webhook: webhooks }, { aws: undefined }, renderersOf([]));
  expect(opened.map(({ name }) => name)).toEqual(['webhook/pager', 'webhook/lake']);
  expect(opened.map(({ terms }) => terms.only)).toEqual([{ severityMin: 7 }, undefined]);
  expect(ocsfProblems(opened[1]?.render(SSH_BRUTE_FORCE) ?? {})).toEqual([]);
});

describe('secrets', () => {
  test('while one is changed, receivers of the old and the new one believe it', async () => {
    const sink = await open({ secrets: [NEW, OLD] });
    await sink.deliver(documents(sink, 1));
    expect(receiver.messages).toHaveLength(1);
    const { headers = {}, body = '' } = receiver.last ?? {};
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(new WebhookReceiver(OLD).receive(headers, body)).toBe(204);
  });

  test('whoever has another one believes nothing, and what was refused is a dead letter', async () => {
    const sink = await open({ secrets: [OLD] });
    expect(only(await sink.deliver(documents(sink, 1)))).toEqual([
      ['failed', expect.stringMatching(/answered 401\.$/)],
    ]);
    expect(receiver.refused).toEqual([expect.stringContaining('No matching signature')]);
  });

  test('a message that somebody changed or keeps back is not believed', async () => {
    const sink = await open();
    await sink.deliver(documents(sink, 1));
    const { headers = {}, body = '' } = receiver.last ?? {};
    expect(receiver.receive(headers, body.replace('SSH', 'RDP'))).toBe(401);
    expect(receiver.receive({ ...headers, 'webhook-id': 'another' }, body)).toBe(401);
    vi.useFakeTimers({ now: Date.now() + minutes(6), toFake: ['Date'] });
    expect(receiver.receive(headers, body)).toBe(401);
    expect(receiver.refused.at(-1)).toContain('Message timestamp too old');
  });

  test('what is no secret of the specification is a mistake, and is not shown', () => {
    const said = mistakesOf(sinkSchema(webhook, []), { one: { url: 'https://hooks.example', secrets: ['hush'] } });
    expect(said.map(({ sentence }) => sentence)).toEqual(['secrets must be whsec_ and 24 to 64 bytes in base64.']);
  });
});

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:0:a00:1::1',
    '224.0.0.1',
    'ff02::1',
    'localhost',
  ])('%s is refused', (address) => {
    expect(mayBeSentTo(address, false)).toBe(false);
  });

  test.each([
    ['8.8.8.8', false, true],
    ['2a00:1450::1', false, true],
    ['10.1.2.3', true, true],
    ['127.0.0.1', true, true],
    ['fd12::1', true, true],
    ['169.254.169.254', true, false],
    ['::ffff:169.254.169.254', true, false],
    ['fd00:ec2::254', true, false],
    ['fe80::1', true, false],
    ['0.0.0.0', true, false],
  ])('%s, in an own network: %s, may be sent to: %s', (address, own, may) => {
    expect(mayBeSentTo(address, own)).toBe(may);
  });

  test.each<[string, () => string, readonly (readonly string[])[]]>([
    ['written out', () => `https://127.0.0.1:${port()}`, []],
    ['written as a number', () => `https://2130706433:${port()}`, []],
    ['in IPv6', () => `https://[::ffff:127.0.0.1]:${port()}`, []],
    ['behind a name', () => `https://inside.example:${port()}`, [['127.0.0.1']]],
    ['behind a name, beside one that is not', () => `https://inside.example:${port()}`, [['203.0.114.9', '127.0.0.1']]],
    ['of the metadata, in an own network', () => `https://own.example:${port()}`, [['169.254.169.254']]],
  ])('a private one is not connected to: %s', async (_, address, answers) => {
    const settings = { url: address(), private: address().includes('own') };
    const sink = await open(settings, { lookup: naming(...answers) });
    const [receipt] = await sink.deliver(documents(sink, 1));
    expect(receipt).toMatchObject({ outcome: 'retry', error: expect.stringContaining('is not a public address') });
    const own = { ...settings, secrets: [NEW], format: 'finding' as const };
    const reached = webhook.reach?.(own, { aws: undefined, lookup: naming(...answers) });
    await expect(reached).rejects.toThrow('is not a public address');
    expect(receiver.connections).toBe(0);
  });

  test('a name that leads inside only once it is connected to is refused then', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const sink = await open(
      { url: `http://localhost:${port()}`, private: true },
      { lookup: naming(['127.0.0.1'], ['169.254.169.254']) },
    );
    receiver.answers.push({ status: 204, headers: { connection: 'close' } });
    expect(outcomes(await sink.deliver(documents(sink, 1)))).toEqual(['delivered']);
    expect(only(await sink.deliver(documents(sink, 1)))).toEqual([
      ['retry', expect.stringContaining('169.254.169.254')],
    ]);
    expect(receiver.connections).toBe(1);
  });

  test('a redirect is not followed', async () => {
    const sink = await open();
    receiver.answers.push({ status: 307, headers: { location: url } });
    expect(only(await sink.deliver(documents(sink, 1)))).toEqual([
      ['failed', expect.stringContaining('Redirects are not followed')],
    ]);
    expect(receiver.messages).toEqual([]);
  });
});

describe('answers', () => {
  test.each([
    [500, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [410, 'retry'],
    [400, 'failed'],
    [401, 'failed'],
    [403, 'failed'],
    [404, 'failed'],
    [413, 'failed'],
    [301, 'failed'],
  ])('%i: %s', async (status, outcome) => {
    const sink = await open();
    receiver.answers.push({ status });
    expect(outcomes(await sink.deliver(documents(sink, 1)))).toEqual([outcome]);
  });

  test('after one that failed the others wait without being tried, ever longer, but for minutes at most', async () => {
    vi.useFakeTimers({ toFake: CLOCKS });
    const sink = await open();
    receiver.answers.push({ status: 500 }, { status: 500 });
    expect(await sink.deliver(documents(sink, 3))).toMatchObject([
      { outcome: 'retry' },
      { outcome: 'retry', waitMs: seconds(10) },
      { outcome: 'retry', waitMs: seconds(10) },
    ]);
    vi.advanceTimersByTime(seconds(10));
    expect((await sink.deliver(documents(sink, 2)))[1]?.waitMs).toBe(seconds(20));
    vi.advanceTimersByTime(seconds(20));
    expect(outcomes(await sink.deliver(documents(sink, 2)))).toEqual(['delivered', 'delivered']);
    // After a receiver has answered again, the waits start from the beginning.
    const waits: unknown[] = [];
    for (let tried = 0; tried < 7; tried++) {
      receiver.answers.push({ status: 500 });
      waits.push((await sink.deliver(documents(sink, 2)))[1]?.waitMs);
      vi.advanceTimersByTime(minutes(5));
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300].map(seconds));
  });

  test('who asks to be left alone is', async () => {
    vi.useFakeTimers({ toFake: CLOCKS });
    const sink = await open();
    receiver.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    expect(await sink.deliver(documents(sink, 2))).toMatchObject([
      { outcome: 'retry', waitMs: seconds(120) },
      { outcome: 'retry', waitMs: seconds(120) },
    ]);
    const until = new Date(Date.now() + minutes(10));
    vi.advanceTimersByTime(seconds(120));
    receiver.answers.push({ status: 429, headers: { 'retry-after': until.toUTCString() } });
    expect((await sink.deliver(documents(sink, 1)))[0]?.waitMs).toBeGreaterThan(minutes(7));
  });

  test.each([
    ['for no time at all', '0', seconds(10)],
    ['until a moment that has passed', 'Thu, 01 Jan 2015 00:00:00 GMT', seconds(10)],
    ['for ever', '9'.repeat(20), hours(24)],
    ['for centuries', 'Fri, 31 Dec 9999 23:59:59 GMT', hours(24)],
    ['in words', 'later', seconds(10)],
  ])('who asks to be left alone %s waits as long as others, and a day at most', async (_, asked, waitMs) => {
    vi.useFakeTimers({ toFake: CLOCKS });
    const sink = await open();
    receiver.answers.push({ status: 503, headers: { 'retry-after': asked } });
    expect((await sink.deliver(documents(sink, 2)))[1]).toMatchObject({ outcome: 'retry', waitMs });
    vi.advanceTimersByTime(waitMs);
    expect(outcomes(await sink.deliver(documents(sink, 1)))).toEqual(['delivered']);
  });

  test('a clock that is set back makes nobody wait longer', async () => {
    vi.useFakeTimers({ toFake: CLOCKS });
    const sink = await open();
    receiver.answers.push({ status: 500 });
    await sink.deliver(documents(sink, 1));
    vi.setSystemTime(Date.now() - hours(5));
    vi.advanceTimersByTime(seconds(10));
    expect(outcomes(await sink.deliver(documents(sink, 1)))).toEqual(['delivered']);
  });

  test('who is gone is asked no more, and says so', async () => {
    vi.useFakeTimers({ toFake: CLOCKS });
    const sink = await open();
    receiver.answers.push({ status: 410 });
    await sink.deliver(documents(sink, 1));
    vi.advanceTimersByTime(minutes(100_000));
    const [receipt] = await sink.deliver(documents(sink, 1));
    expect(receipt).toMatchObject({
      outcome: 'retry',
      error: expect.stringContaining('410 Gone: nothing more is sent'),
    });
    expect(receiver.ids).toEqual([]);
  });

  test.each([
    ['changes to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['hangs up', ''],
    ['says half of an answer', 'HTTP/1.1 2'],
    ['does not speak HTTP', '220 mail.example ESMTP\r\n'],
    ['has endless headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`],
  ])('who %s is tried again later', async (_, said) => {
    const odd = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(said)));
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const sink = await open({ url: `http://127.0.0.1:${(odd.address() as AddressInfo).port}`, private: true });
    expect(only(await sink.deliver(documents(sink, 1)))).toEqual([
      ['retry', expect.stringContaining('could not be reached')],
    ]);
    odd.close();
  });

  test('who answers without end, or says nothing, holds nobody up', async () => {
    const endless = createServer((_, outgoing) => {
      outgoing.writeHead(200);
      const timer = setInterval(() => outgoing.write('x'.repeat(4096)), 1);
      outgoing.on('close', () => clearInterval(timer));
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const sink = await open({ url: `http://127.0.0.1:${(endless.address() as AddressInfo).port}` });
    expect(outcomes(await sink.deliver(documents(sink, 1)))).toEqual(['delivered']);
    endless.closeAllConnections();
    endless.close();
    expect(only(await sink.deliver(documents(sink, 1)))).toEqual([
      ['retry', expect.stringContaining('could not be reached')],
    ]);
  });

  test('a finding that is too large fails by itself', async () => {
    const sink = await open();
    const [first, second] = documents(sink, 2);
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const large = { ...first, body: { ...first.body, description: 'x'.repeat(1_000_000) } };
    expect(outcomes(await sink.deliver([large, second]))).toEqual(['failed', 'delivered']);
  });
});
