import { expect, test } from 'vitest';
import { judgeObject, type ReadContent } from '#services/organization/digests/judge-objects.ts';

const read: ReadContent = { etag: 'e', state: 'read', textHash: 'true', trouble: undefined };
const other: ReadContent = { ...read, etag: 'f', textHash: 'other' };

test.each<[string, readonly ReadContent[], ReturnType<typeof judgeObject>]>([
  ['what was delivered', [read], { state: 'proved', etag: 'e', gap: undefined }],
  ['what holds no records', [{ ...read, state: 'passed' }], { state: 'proved', etag: 'e', gap: undefined }],
  ['other content', [other], { state: 'disproved', gap: 'object-altered' }],
  ['both', [other, read], { state: 'proved', etag: 'e', gap: 'object-replaced' }],
  ['nothing', [], { state: 'unknown' }],
  ['what is not read yet', [{ ...read, state: 'pending', textHash: undefined }], { state: 'awaited' }],
  [
    'other content, and more to read',
    [other, { ...read, state: 'pending', textHash: undefined }],
    { state: 'awaited' },
  ],
  [
    'what cannot be unpacked',
    [{ ...read, state: 'failed', textHash: undefined, trouble: 'unreadable-object' }],
    { state: 'disproved', gap: 'object-altered' },
  ],
  [
    'what was gone before it was read',
    [{ ...read, state: 'failed', textHash: undefined, trouble: 'missing' }],
    { state: 'disproved', gap: 'object-missing' },
  ],
  [
    'what took too long',
    [{ ...read, state: 'failed', textHash: undefined, trouble: 'over-budget' }],
    { state: 'unproved' },
  ],
  ['what was read before hashes were made', [{ ...read, textHash: undefined }], { state: 'unproved' }],
])('%s', (_, contents, judged) => expect(judgeObject('true', contents)).toEqual(judged));
