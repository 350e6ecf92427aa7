import { expect, test } from 'vitest';
import { invocationCaller } from '#services/behaviour/models/invocation-caller.ts';
import { keyTimeOf } from '#services/model/log-object.ts';
import { answer, invocation } from '#services/sources/bedrock-invocation/example.ts';
import { subscriptionOf } from '#services/sources/eks-audit/example.ts';
import { decode, gzip, lines, newDecoder, recordsOf } from './decoding.ts';

const FOLDER = 'ai/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/03/02/10/';
const KEY = `${FOLDER}20260302T100230712Z_0123456789abcdef.json.gz`;
const INPUT = { inputBodyJson: { prompt: 'a secret' }, inputTokenCount: 900, cacheWriteInputTokenCount: 50 };

test.each([
  ['as delivered to S3', gzip(lines(invocation({ input: INPUT }))), KEY],
  ['as CloudWatch Logs hands it on', JSON.stringify(subscriptionOf([invocation({ input: INPUT })])), 'some-file'],
])('a call, %s', (_, content, key) => {
  const { report, records } = decode(content, key);
  expect(report).toMatchObject({ source: 'bedrock-invocation', records: 1, unreadable: 0 });
  const own = { accountId: '111122223333', region: 'us-east-1', operation: 'Converse', tokens: 1050 };
  expect(records).toMatchObject([{ ...own, id: expect.stringMatching(/^[0-9a-f-]{36}$/), errorCode: undefined }]);
});

test('prompts and answers are never given, whole or in part', () => {
  const texts: string[] = [];
  const prompts = [{ inputBodyJson: 'a secret' }, INPUT];
  const calls = prompts.map((input) => invocation({ input, output: answer([{ text: 'a secret' }]) }));
  recordsOf(newDecoder(), lines(...calls), (batch) => {
    expect(batch.keep?.(0)).toBeUndefined();
    for (let row = 0; row < batch.rows; row++) texts.push(batch.text(row));
  });
  expect(texts).toHaveLength(2);
  expect(texts.join('')).not.toContain('secret');
  expect(texts.join('')).toContain('"cacheWriteInputTokenCount":50');
});

test('large prompts, which are objects of their own, are passed over', () => {
  const { report } = decode('a secret', `${FOLDER}data/0123_input.json.gz`);
  expect(report).toMatchObject({ state: 'passed', note: expect.stringMatching(/private/) });
  expect(decode(lines(invocation()), KEY.replace('ai/', 'data/')).report.state).toBe('read');
});

test('the folder of a key tells its hour', () => {
  expect(keyTimeOf(KEY)).toBe(Date.UTC(2026, 2, 2, 10));
});

test.each([
  [{ stopReason: 'guardrail_intervened' }, 'true'],
  [{ content: 'intervened', 'amazon-bedrock-guardrailAction': 'NONE' }, 'false'],
  [[{ messageStop: { stopReason: 'guardrail_intervened' } }], 'true'],
  [{ content: { stopReason: 'guardrail_intervened' } }, 'false'],
  ['"amazon-bedrock-guardrailAction":"INTERVENED"', 'false'],
  [[null, 'x', { 'amazon-bedrock-guardrailAction': 'INTERVENED' }], 'true'],
  [undefined, 'false'],
])('the answer %j is blocked: %s', (body, blocked) => {
  expect(decode(lines(invocation({ output: answer(body) }))).column('blocked')).toEqual([blocked]);
});

test('counts that are no numbers count nothing', () => {
  const input = { inputTokenCount: '1e9', cacheWriteInputTokenCount: -5 };
  const output = { outputTokenCount: '9'.repeat(400) };
  expect(decode(lines(invocation({ input, output }))).records).toMatchObject([{ tokens: 0 }]);
});

test.each([
  ['iam::111122223333:user/team/alice', 'iam::111122223333:user/team/alice', 'person', 'alice'],
  ['sts::111122223333:assumed-role/Chat/chat-7f9c', 'sts::111122223333:assumed-role/Chat', 'machine', 'Chat'],
  [
    'sts::111122223333:assumed-role/Dev/a@b.example',
    'sts::111122223333:assumed-role/Dev/a@b.example',
    'signed-in',
    'Dev',
  ],
  ['iam::111122223333:root', 'iam::111122223333:root', 'root', 'root'],
])('%s is the identity %s', (arn, id, itsClass, name) => {
  const caller = { identity: { id: `arn:aws:${id}`, class: itsClass }, name };
  expect(invocationCaller(`arn:aws:${arn}`)).toMatchObject(caller);
});
