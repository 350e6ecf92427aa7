// One contender of the decode bench, in a separate process: reads the files of a folder and prints its CPU time.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Reader } from '#services/reader/reader.ts';
import { filesOf } from './corpus.ts';

const [, , contender = '', folder = ''] = process.argv;

/** The fields that detectors use. */
const FIELDS =
  'eventName eventSource eventType eventCategory readOnly awsRegion sourceIPAddress userAgent errorCode recipientAccountId userIdentity.type userIdentity.principalId userIdentity.arn userIdentity.accountId userIdentity.accessKeyId userIdentity.userName userIdentity.invokedBy userIdentity.sessionContext.ec2RoleDelivery'.split(
    ' ',
  );
const PLAN = FIELDS.map((name) => ({ name, path: name.split('.'), kind: 'id' as const }));
const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const FLOW_PLAN = { fields: HEADER.split(' '), wanted: HEADER.split(' ').slice(1, 13) };

/** Each returns the number of records or bytes in a file, so that the work cannot be optimized away. */
const CONTENDERS: Readonly<Record<string, () => (file: Buffer) => number>> = {
  records() {
    const reader = ours();
    return (file) => {
      reader.open(file);
      return reader.records(PLAN)?.rows ?? Number.NaN;
    };
  },
  flow() {
    const reader = ours();
    return (file) => {
      reader.open(file);
      return reader.flow(FLOW_PLAN).reduce((rows, table) => rows + table.rows, 0);
    };
  },
  open() {
    const reader = ours();
    return (file) => reader.open(file).size;
  },
  gunzipSync: () => (file) => gunzip(file).length,
  parse: () => (file) => {
    const whole: { readonly Records: readonly unknown[] } = JSON.parse(gunzip(file).toString());
    return whole.Records.length;
  },
};

const run = CONTENDERS[contender]?.();
if (!run) throw new Error(`There is no contender ${contender}`);
let sum = 0;
for (const path of filesOf(folder)) sum += run(readFileSync(path));
const { user, system } = process.cpuUsage();
process.stdout.write(
  JSON.stringify({ sum, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024 }),
);

function ours(): Reader {
  return new Reader(new WebAssembly.Module(readFileSync(new URL('../build/reader.wasm', import.meta.url))));
}

/** The fastest way to call it: the trailer contains the size of the output, so one buffer suffices. */
function gunzip(file: Buffer): Buffer {
  return gunzipSync(file, { chunkSize: file.readUInt32LE(file.length - 4) + 64 });
}
