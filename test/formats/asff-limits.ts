/**
 * Every limit of "Required ASFF attributes", "Optional top-level ASFF attributes" and BatchImportFindings that the
 * service model does not carry. Returns what is wrong, one sentence each.
 */
export function asffProblems(document: object): readonly string[] {
  const json: unknown = JSON.parse(JSON.stringify(document));
  const finding = members(json);
  const problems: string[] = [];
  const complain = (ok: boolean, sentence: string) => void (ok || problems.push(sentence));

  for (const required of [
    'SchemaVersion Id ProductArn GeneratorId AwsAccountId CreatedAt UpdatedAt',
    'Title Description Resources FindingProviderFields',
  ].flatMap((names) => names.split(' ')))
    complain(finding[required] !== undefined, `${required} is required`);
  complain(finding['SchemaVersion'] === '2018-10-08', 'SchemaVersion must be 2018-10-08');
  complain(/^\d{12}$/.test(String(finding['AwsAccountId'])), 'AwsAccountId must be twelve digits');
  complain(
    /^arn:[a-z-]+:securityhub:[^:]*:\d{12}:product\/\d{12}\/default$/.test(String(finding['ProductArn']).trim()),
    'ProductArn must be the default product of the account',
  );

  for (const [path, text] of strings(json)) {
    complain(/^.*\S.*$/.test(text), `${path} is blank or has line breaks: ${JSON.stringify(text.slice(0, 40))}`);
    complain(text.isWellFormed(), `${path} has half a character`);
    complain(!/[\p{Cc}]/u.test(text), `${path} has control characters`);
    const limit = LENGTHS.find(([pattern]) => pattern.test(path))?.[1];
    complain(limit === undefined || text.length <= limit, `${path} is ${text.length} long, over ${limit}`);
    complain(!/At$|Seen$/.test(path) || TIMESTAMP.test(text), `${path} is no timestamp: ${text}`);
    complain(!/ProductFields\/aws\//.test(path), `${path} uses a reserved prefix`);
  }
  for (const [path, min, max] of COUNTS) {
    const value = path.split('.').reduce<unknown>((at, name) => members(at)[name], json);
    if (value === undefined) continue;
    const count = Object.keys(members(value)).length;
    complain(count >= min && count <= max, `${path} has ${count} entries, allowed are ${min} to ${max}`);
  }
  for (const name of ['ProductFields', 'UserDefinedFields'])
    for (const key of Object.keys(members(finding[name])))
      complain(key.length <= 128 && key.trim() !== '', `${name} key of ${key.length} characters`);

  const provider = members(finding['FindingProviderFields']);
  const label = String(members(provider['Severity'])['Label']);
  complain(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'].includes(label), `severity label ${label}`);
  for (const type of list(provider['Types']))
    complain(
      /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)\/[^/]+(\/[^/]+)?$/.test(
        String(type),
      ),
      `type ${String(type)} is not in the taxonomy`,
    );
  for (const name of ['Severity', 'Types', 'Note', 'UserDefinedFields', 'VerificationState', 'Workflow'])
    complain(finding[name] === undefined, `${name} is not a provider's to send at the top level`);
  complain(['ACTIVE', 'ARCHIVED'].includes(String(finding['RecordState'])), 'RecordState');
  complain(Buffer.byteLength(JSON.stringify(document)) <= 240 * 1024, 'larger than 240 KB');
  return problems;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/;

const LENGTHS: readonly (readonly [RegExp, number])[] = [
  [/^\/Id$|^\/GeneratorId$/, 512],
  [/^\/ProductArn$/, 2048],
  [/^\/(ProductName|CompanyName)$/, 128],
  [/^\/Title$/, 256],
  [/^\/Description$/, 1024],
  [/^\/ProductFields\//, 2048],
  [/^\/Resources\/\d+\/Type$/, 256],
  [/^\/Resources\/\d+\/Region$/, 16],
  [/^\/Resources\/\d+\/Id$/, 512],
  [/\/Severity\/Original$/, 64],
  [/\/(Domain|Api|ServiceName)$/, 128],
  [/^\/ThreatIntelIndicators\/\d+\/Value$/, 512],
  [/^\/ThreatIntelIndicators\/\d+\/Source$/, 64],
  [/^\/Remediation\/Recommendation\/Text$/, 512],
];

const COUNTS: readonly (readonly [string, number, number])[] = [
  ['Resources', 1, 32],
  ['ThreatIntelIndicators', 1, 5],
  ['FindingProviderFields.Types', 1, 50],
  ['ProductFields', 1, 50],
];

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(members(value)).flatMap(([key, member]) => strings(member, `${path}/${key}`));
}
