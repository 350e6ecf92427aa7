import { spawnSync } from 'node:child_process';

/** Validates documents against the service model that botocore ships, including members that are this project's own. */
const PROGRAM = `
import json, sys
import botocore.session
from botocore.validate import ParamValidator

session = botocore.session.get_session()

def validate_asff(document):
    shape = session.get_service_model('securityhub').shape_for('AwsSecurityFinding')
    report = ParamValidator().validate(document, shape)
    return [report.generate_report()] if report.has_errors() else []

KINDS = {'string': str, 'boolean': bool, 'integer': int, 'long': int, 'double': (int, float), 'float': (int, float), 'timestamp': (int, float)}

def walk(value, shape, path):
    if shape.type_name == 'structure':
        if not isinstance(value, dict): return [f'{path}: no object']
        known = {member.serialization.get('name', name): member for name, member in shape.members.items()}
        missing = [f'{path}.{name}: required' for name in (shape.members[r].serialization.get('name', r) for r in shape.required_members) if name not in value]
        return missing + [problem for name, member in value.items() for problem in
                (walk(member, known[name], f'{path}.{name}') if name in known else [f'{path}.{name}: not a member'])]
    if shape.type_name == 'list':
        if not isinstance(value, list): return [f'{path}: no list']
        return [p for i, item in enumerate(value) for p in walk(item, shape.member, f'{path}[{i}]')]
    if shape.type_name == 'map':
        return [p for key, item in value.items() for p in walk(item, shape.value, f'{path}.{key}')]
    kind = KINDS[shape.type_name]
    if not isinstance(value, kind): return [f'{path}: {value!r} is no {shape.type_name}']
    if getattr(shape, 'enum', None) and value not in shape.enum: return [f'{path}: {value!r} is none of {shape.enum}']
    return []

def validate_guardduty(document):
    # Exports and EventBridge show the keys of additionalInfo.value beside it; the API's model knows value and type only.
    service = document['service']
    info = {k: v for k, v in service['additionalInfo'].items() if k in ('value', 'type')}
    document = {**document, 'service': {**service, 'additionalInfo': info}}
    return walk(document, session.get_service_model('guardduty').shape_for('Finding'), 'finding')

validate = {'asff': validate_asff, 'guardduty': validate_guardduty}[sys.argv[1]]
print(json.dumps([validate(document) for document in json.load(sys.stdin)]))
`;

/** Undefined when botocore is not installed; with REQUIRE_MOTO=1 that is an error. */
export function botocoreProblems(
  format: string,
  documents: readonly object[],
): readonly (readonly string[])[] | undefined {
  const probe = spawnSync('python3', ['-c', 'import botocore']);
  if (probe.status !== 0) {
    if (process.env['REQUIRE_MOTO'] === '1')
      throw new Error('REQUIRE_MOTO=1, and python3 has no botocore: pip install botocore');
    process.stderr.write(`SKIPPED: python3 has no botocore, ${format} was not held to the AWS service model\n`);
    return undefined;
  }
  const { status, stdout, stderr } = spawnSync('python3', ['-c', PROGRAM, format], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The botocore validation did not run: ${stderr}`);
  const reports: unknown = JSON.parse(stdout);
  return reports as readonly (readonly string[])[];
}
