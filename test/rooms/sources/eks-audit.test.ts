import { describe, expect, test } from 'vitest';
import { ANYBODY, auditEvent, person, request, subscriptionOf } from '#services/sources/eks-audit/example.ts';
import { decode, gzip, HOME, lines } from './decoding.ts';

const read = (...events: readonly object[]) => decode(lines(...events));
const carried = (changes: object, ...events: readonly object[]) =>
  decode(JSON.stringify({ ...subscriptionOf(events), ...changes }));

test('an event as the API server writes it, a line each', () => {
  const found = read(
    request('create', 'pods/exec', { namespace: 'shop', name: 'web-0' }, { responseStatus: { code: 101 } }),
  );
  expect(found.report).toMatchObject({ source: 'eks-audit', records: 1, unreadable: 0 });
  expect(found.records).toMatchObject([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: Date.parse('2026-03-02T10:00:00.123Z'),
      ...HOME,
      cluster: undefined,
      call: 'create pods/exec',
      verb: 'create',
      requestURI: '/api/v1/namespaces/shop/pods/web-0/exec',
      resource: 'pods',
      subresource: 'exec',
      namespace: 'shop',
      name: 'web-0',
      user: { username: 'alice', extra: { sessionName: ['alice'] } },
      impersonatedUser: undefined,
      sourceIPs: ['198.51.100.7'],
      sourceIP: '198.51.100.7',
      code: 101,
    },
  ]);
});

describe('a subscription of CloudWatch Logs', () => {
  const event = auditEvent();

  test('says whose the cluster is, and which', () => {
    const found = carried({ owner: '444455556666' }, event, auditEvent({ verb: 'watch' }));
    expect(found.records).toMatchObject([
      { accountId: '444455556666', region: HOME.region, cluster: 'prod' },
      { accountId: '444455556666', region: HOME.region, cluster: 'prod' },
    ]);
    expect(found.column('cluster')).toEqual(['prod', 'prod']);
  });

  test('of several clusters, one behind the other as Firehose writes them', () => {
    const texts = ['prod', 'test', 'prod'].map((name) =>
      JSON.stringify({ ...subscriptionOf([event]), logGroup: `/aws/eks/${name}/cluster` }),
    );
    const found = decode(gzip(texts.join('')));
    expect(found.column('cluster').toSorted()).toEqual(['prod', 'prod', 'test']);
    expect(found.report).toMatchObject({ records: 3, unreadable: 0 });
  });

  test('another group names no cluster', () => {
    expect(carried({ logGroup: '/copied/audit' }, event).records).toMatchObject([{ cluster: undefined }]);
  });

  test.each([
    'kube-apiserver-0123456789abcdef0123456789abcdef',
    'authenticator-0123456789abcdef0123456789abcdef',
    'kube-scheduler-0123456789abcdef0123456789abcdef',
    'kube-controller-manager-0123456789abcdef0123456789abcdef',
    'cloud-controller-manager-0123456789abcdef0123456789abcdef',
  ])('the stream %s is passed over, each event counted', (logStream) => {
    const klog = { id: '1', timestamp: 1, message: 'I0302 10:00:00.000000       1 trace.go:236] a line of klog' };
    const found = carried({ logStream, logEvents: [klog, klog, klog] });
    expect(found.report).toMatchObject({ state: 'passed', records: 0, passed: 3, unreadable: 0 });
    expect(found.report.note).toContain('other than its audit log');
  });

  test('among answers of FilterLogEvents other streams are passed over too', () => {
    const events = [
      { logStreamName: 'kube-apiserver-audit-0123456789abcdef', message: JSON.stringify(event) },
      { logStreamName: 'authenticator-0123456789abcdef', message: 'time="2026-03-02T10:00:00Z" level=info msg="x"' },
    ];
    expect(decode(JSON.stringify({ events })).report).toMatchObject({ records: 1, passed: 1, unreadable: 0 });
  });

  test('rows of Insights name account and cluster', () => {
    const row = { '@message': JSON.stringify(event), '@log': '444455556666:/aws/eks/prod/cluster' };
    const found = decode(JSON.stringify({ results: [row] }));
    expect(found.records).toMatchObject([{ accountId: '444455556666', cluster: 'prod' }]);
  });

  test('a message that was cut is told, and the others are read', () => {
    const message = JSON.stringify(event);
    const logEvents = [message.slice(0, 200), message].map((text, i) => ({ id: `${i}`, timestamp: i, message: text }));
    expect(carried({ logEvents }).report).toMatchObject({ records: 1, troubles: [{ kind: 'truncated' }] });
  });
});

test('a list of events, as a webhook is given it', () => {
  const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [auditEvent(), auditEvent({ verb: 'get' })] };
  expect(decode(JSON.stringify(list)).report).toMatchObject({ source: 'eks-audit', records: 2, unreadable: 0 });
});

test('events of Kubernetes itself are none of the audit log', () => {
  const event = { kind: 'Event', apiVersion: 'v1', reason: 'Pulled', message: 'x', verb: 'get' };
  expect(read(event).report).toMatchObject({ state: 'failed', records: 0 });
});

test('the stages of one request are one record to whoever counts', () => {
  const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'].map((stage) =>
    auditEvent({ stage, auditID: '6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b' }),
  );
  const { records } = read(...stages);
  expect(new Set(records.map(({ id, time }) => `${String(id)} ${String(time)}`)).size).toBe(1);
});

test.each([
  ['/apis/apps/v1?timeout=32s', 'get /apis/apps/v1'],
  ['/healthz', 'get /healthz'],
  ['/metrics#x', 'get /metrics'],
  ['', 'get '],
])('the call of %s, which is no resource, is its path', (requestURI, call) => {
  const found = read(auditEvent({ verb: 'get', requestURI, objectRef: undefined }));
  expect([found.records[0]?.call, found.column('call')[0]]).toEqual([call, call]);
});

test('calls are told apart by verb, resource and subresource', () => {
  const calls = ['get pods', 'list pods', 'get pods/log', 'get nodes', 'get pods', 'get nodes/log', 'list nodes/log'];
  const events = calls.map((call, i) => {
    const [verb = '', what = ''] = call.split(' ');
    return request(verb, what, { name: `${i}` });
  });
  expect(read(...events).column('call')).toEqual(calls);
});

test.each([
  [['203.0.113.9', '10.0.0.1'], '203.0.113.9'],
  [['2001:db8::9'], '2001:db8::9'],
  [[], undefined],
  [undefined, undefined],
  ['203.0.113.9', undefined],
  [[7, '203.0.113.9'], '203.0.113.9'],
  [[''], undefined],
])('of the addresses %j the client is %s', (sourceIPs, client) => {
  const found = read(auditEvent({ sourceIPs }), auditEvent({ sourceIPs: ['192.0.2.1'] }));
  expect([found.records[0]?.sourceIP, found.column('sourceIP')]).toEqual([client, [client, '192.0.2.1']]);
});

test.each([
  ['nobody vouched for', ANYBODY, 'true'],
  ['of the group of those', { username: 'x', groups: ['system:unauthenticated'] }, 'true'],
  ['who is somebody', person(), 'false'],
  ['whom the record does not name', undefined, 'false'],
  ['who only says so', { ...person(), extra: { note: ['system:unauthenticated'] } }, 'false'],
])('a caller %s', (_name, user, expected) => {
  const around = auditEvent({ requestObject: { subjects: [{ kind: 'Group', name: 'system:unauthenticated' }] } });
  expect(read(around, auditEvent({ user }), around).column('unauthenticated')).toEqual(['false', expected, 'false']);
});

test('members that are missing or ill-typed are absent', () => {
  const odd = { user: [], objectRef: 'none', responseStatus: { code: 'x' }, impersonatedUser: 7, userAgent: {} };
  expect(read(auditEvent(odd)).records[0]).toMatchObject({
    user: { username: undefined, groups: [], extra: {} },
    impersonatedUser: undefined,
    resource: undefined,
    code: undefined,
    userAgent: undefined,
  });
});

test('an event without verb, id or time is unreadable, by its line', () => {
  const found = read(
    auditEvent(),
    auditEvent({ auditID: null }),
    auditEvent({ requestReceivedTimestamp: 'x' }),
    auditEvent({ verb: null }),
  );
  expect(found.report).toMatchObject({ records: 1, unreadable: 3 });
  expect(found.report.troubles.map(({ position }) => position)).toEqual([2, 3, 4]);
});
