import { defineSource } from '../log-source.ts';
import { blocked } from './blocked.ts';
import { COUNTS, Invocation, invocationCall } from './invocation.ts';
import type { InvocationFields, InvocationRecord } from './record.ts';

/** Model invocation logs of Amazon Bedrock. */
const bedrockInvocation = defineSource<InvocationRecord, InvocationFields>({
  name: 'bedrock-invocation',
  route: 'operation',
  remote: 'address',
  remoteIs: 'address',
  // An identity runs models in every Region.
  partition: 'account',
  identified: true,
  originsMax: 100,
  label: 'Bedrock invocation logs',
  records: 'calls of models of Bedrock',
  delivery: {
    layout: {
      service: 'BedrockModelInvocationLogs',
      below: 'region',
      beside: {},
      within: {
        folder: 'data',
        note: 'Prompts and answers that are too large for the log, which has the rest of these calls. They are private, and no detector asks about them.',
      },
    },
    resource: 'model invocation logging of Bedrock',
    // A Region has one configuration.
    needed: 'all',
    absent: (region) =>
      `No model invocation log of Bedrock in ${region} is delivered to S3: let model invocation logging deliver to a bucket.`,
  },
  action: invocationCall,
  text: ({ records }) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  scaffold: {
    suits: () => false,
    begin: () => ({
      uses: { example: 'invocation', record: 'bedrockInvocation', kit: ['model-caller', 'aboutModelCaller'] },
      from: 'bedrockInvocation()',
      about: 'aboutModelCaller',
      record: 'invocation()',
    }),
  },
  json: {
    enveloped: false,
    isRecord: (value) =>
      value['schemaType'] === SCHEMA &&
      typeof value['operation'] === 'string' &&
      typeof value['timestamp'] === 'string',
    telling: { field: 'schemaType', is: (type) => type === SCHEMA },
    time: 'timestamp',
    required: ['operation', 'requestId'],
    accounts: ['accountId'],
    region: 'region',
    pass: undefined,
    values: {},
    paths: {},
    lists: [],
    withheld: ['input.inputBodyJson', 'output.outputBodyJson'],
    columns: { blocked: { needs: ['output'], make: blocked } },
    texts: ['modelId', 'errorCode', 'identity.arn', ...COUNTS],
    members: [],
    record: (row) => new Invocation(row),
  },
});
export default bedrockInvocation;

const SCHEMA = 'ModelInvocationLog';
